/** workflow-kit's own jobs as a contender. */
package dev.throughline.bench.engine;
