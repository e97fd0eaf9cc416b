/** Lists in pages, by cursor. */
package dev.throughline.kit.page;
