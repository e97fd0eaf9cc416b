/** Who did what, when, why, allowed or denied. */
package dev.throughline.kit.audit;
