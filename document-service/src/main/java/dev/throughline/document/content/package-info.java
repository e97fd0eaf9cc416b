/** The bytes of a document over HTTP: whole or in part, for a caller or for the holder of a link. */
package dev.throughline.document.content;
