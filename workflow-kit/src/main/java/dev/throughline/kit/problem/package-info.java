/** Problem answers (RFC 9457) that say what to do, and the strictness with which requests are read. */
package dev.throughline.kit.problem;
