/** The services that the console asks and tells, with the operator's own token. */
package dev.throughline.status.console.service;
