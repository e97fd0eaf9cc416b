/** Connections to RabbitMQ that only report what the broker has confirmed. */
package dev.throughline.kit.broker;
