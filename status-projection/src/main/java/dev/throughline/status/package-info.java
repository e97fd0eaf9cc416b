/** What happened to each booking, what is happening, and what is safe to do next. */
package dev.throughline.status;
