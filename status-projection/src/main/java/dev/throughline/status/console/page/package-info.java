/** What all pages of the console share: their frame, their headers, their words. */
package dev.throughline.status.console.page;
