package dev.throughline.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.ApacheProxyAddressStrategy;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import java.util.List;

/** Serves Appointments and what goes with them: Practitioners, their Schedules and Slots, and Subscriptions. */
final class AppointmentDesk extends RestfulServer {

    private static final long serialVersionUID = 1L;

    AppointmentDesk(FhirContext fhir, List<IResourceProvider> providers, DatabaseBackedPagingProvider pages) {
        super(fhir);
        registerProviders(providers);
        setPagingProvider(pages);
        setDefaultResponseEncoding(EncodingEnum.JSON);
        // The links to further pages lead the way by which the request came.
        setServerAddressStrategy(ApacheProxyAddressStrategy.forHttp());
    }
}
