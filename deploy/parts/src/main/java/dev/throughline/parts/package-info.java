/** The real PostgreSQL and RabbitMQ of the local stack and of the tests: found, or brought and started without root. */
package dev.throughline.parts;
