/** Events as they leave and enter a service: CloudEvents 1.0 with the sequence of their aggregate. */
package dev.throughline.kit.event;
