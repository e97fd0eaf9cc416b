/** How the partners are. */
package dev.throughline.status.console.partner;
