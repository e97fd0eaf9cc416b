/** Words: versioned, localized templates and what they are filled with. */
package dev.throughline.notification.template;
