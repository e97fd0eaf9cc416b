/** Turns events of other services into notifications. */
package dev.throughline.notification.intake;
