/** The unit of work: one transaction for a state change and everything that must follow from it. */
package dev.throughline.kit.work;
