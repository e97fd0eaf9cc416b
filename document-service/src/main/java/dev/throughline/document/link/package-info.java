/** Signed links: each lets its holder read one document of one tenant until it expires. */
package dev.throughline.document.link;
