/** Where the bytes of documents are kept, under their own hash. */
package dev.throughline.document.store;
