/** What a process does: answer requests, work in the background, or both. */
package dev.throughline.kit.roles;
