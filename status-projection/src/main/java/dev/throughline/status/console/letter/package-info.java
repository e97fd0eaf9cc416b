/** Dead letters of every service, and their replay. */
package dev.throughline.status.console.letter;
