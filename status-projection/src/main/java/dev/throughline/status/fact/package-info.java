/** What an event tells, read with care: its publisher may be older or newer than we are. */
package dev.throughline.status.fact;
