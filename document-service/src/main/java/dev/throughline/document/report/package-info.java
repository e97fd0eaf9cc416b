/** The report of a visit: asked for by an event, rendered by a job. */
package dev.throughline.document.report;
