/** Documents: what they are, how far they are, and who may see them. */
package dev.throughline.document.document;
