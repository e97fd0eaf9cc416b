/** The notification log, and the resend of a message. */
package dev.throughline.status.console.message;
