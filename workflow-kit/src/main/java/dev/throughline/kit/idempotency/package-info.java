/** A retry is never a second action: the first answer is kept with the action and given again. */
package dev.throughline.kit.idempotency;
