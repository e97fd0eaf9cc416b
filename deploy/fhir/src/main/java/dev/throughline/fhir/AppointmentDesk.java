package dev.throughline.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.ApacheProxyAddressStrategy;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;

/** Serves Appointments, and nothing else. */
final class AppointmentDesk extends RestfulServer {

    private static final long serialVersionUID = 1L;

    AppointmentDesk(FhirContext fhir, IResourceProvider appointments, DatabaseBackedPagingProvider pages) {
        super(fhir);
        registerProvider(appointments);
        setPagingProvider(pages);
        setDefaultResponseEncoding(EncodingEnum.JSON);
        // The links to further pages lead the way by which the request came.
        setServerAddressStrategy(ApacheProxyAddressStrategy.forHttp());
    }
}
