/** Who calls, for which tenant, and what they may do. */
package dev.throughline.kit.identity;
