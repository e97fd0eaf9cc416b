/** What has been asked of the partner. */
package dev.throughline.sandbox.request;
