/** Who uses the console, and how that is proven with every request of a browser. */
package dev.throughline.status.console.session;
