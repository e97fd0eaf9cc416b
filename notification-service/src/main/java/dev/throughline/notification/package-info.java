/** Tells people, by mail, what became of their booking, and can always say whether a mail went out. */
package dev.throughline.notification;
