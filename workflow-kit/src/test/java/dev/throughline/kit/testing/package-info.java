/** What the tests of every service need: parts of their own, bearer tokens that the service believes, and a quiet log. */
package dev.throughline.kit.testing;
