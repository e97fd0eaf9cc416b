/** How the sandbox says no. */
package dev.throughline.sandbox.problem;
