/** What is over: moved out of the way in small steps, and forgotten when it has been kept long enough. */
package dev.throughline.kit.history;
