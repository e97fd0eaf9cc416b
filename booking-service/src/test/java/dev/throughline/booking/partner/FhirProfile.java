package dev.throughline.booking.partner;

import dev.throughline.booking.callback.CallbackProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The application with its database and a partner that has a FHIR server; jobs run when a test says so. */
public class FhirProfile extends CallbackProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        var config = new HashMap<>(super.getConfigOverrides());
        config.put("quarkus.log.category.\"dev.throughline.booking.callback.CallbackSubscriptions\".level", "ERROR");
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        var resources = new ArrayList<>(super.testResources());
        resources.add(new TestResourceEntry(FhirDesk.class));
        return resources;
    }
}
