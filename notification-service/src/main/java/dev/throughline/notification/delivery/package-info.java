/** Hands a mail to the mail server, and knows for certain when it did not. */
package dev.throughline.notification.delivery;
