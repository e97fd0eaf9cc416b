/** Other job engines as contenders, each with the settings its own documentation gives for high throughput. */
package dev.throughline.bench.peers;
