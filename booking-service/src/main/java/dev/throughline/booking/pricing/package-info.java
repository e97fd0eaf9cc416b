/** Prices: exact money, rules, and a breakdown that a customer can read. */
package dev.throughline.booking.pricing;
