/** The operator console: pages that show what the status API tells, and send an operator's acts to the service that owns them. */
package dev.throughline.status.console;
