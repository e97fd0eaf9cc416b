/** A real FHIR R4 server, to book against. */
package dev.throughline.fhir;
