/** Renders documents from what has happened, keeps them, and hands them out to whoever may see them. */
package dev.throughline.document;
