/** The mail server of the local stack: what the services send is caught, kept and shown, and goes nowhere. */
package dev.throughline.local.mail;
