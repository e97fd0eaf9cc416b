package dev.throughline.booking.partner;

import dev.throughline.booking.callback.CallbackProfile;
import java.util.ArrayList;
import java.util.List;

/** The application with its database and a partner that has a FHIR server; jobs run when a test says so. */
public class FhirProfile extends CallbackProfile {

    @Override
    public List<TestResourceEntry> testResources() {
        var resources = new ArrayList<>(super.testResources());
        resources.add(new TestResourceEntry(FhirDesk.class));
        return resources;
    }
}
