/** What readers may see, and the state they wait for. */
package dev.throughline.status.reading;
