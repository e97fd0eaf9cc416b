/** Everything that happened to one booking, from all services, in order and in words a support person understands. */
package dev.throughline.status.timeline;
