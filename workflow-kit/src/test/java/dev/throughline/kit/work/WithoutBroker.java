package dev.throughline.kit.work;

import dev.throughline.kit.testing.PartsResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An application with a database only, that runs the tests' jobs when a test says so. */
public class WithoutBroker implements QuarkusTestProfile {

    /** The build property that adds the tests' jobs and endpoints to the application. */
    public static final String SCRIPTED = "throughline.test.scripted";

    @Override
    public Map<String, String> getConfigOverrides() {
        var config = new HashMap<String, String>();
        config.put(SCRIPTED, "true");
        config.put("throughline.roles", "api");
        config.put("throughline.jobs.automatic", "false");
        config.put("throughline.jobs.backoff.initial", "PT1M");
        config.put("throughline.jobs.backoff.max", "PT3M");
        config.put("throughline.permissions.maker", "thing:make");
        config.put("quarkus.flyway.locations", "db/kit,db/kit-test");
        config.put("quarkus.otel.traces.exporter", "none");
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PartsResource.class, Map.of("broker", "none")));
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }
}
