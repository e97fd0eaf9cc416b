package dev.throughline.booking.callback;

import dev.throughline.kit.testing.PartsResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** The application with its database and a partner; jobs run when a test says so, and events stay in the outbox. */
public class CallbackProfile implements QuarkusTestProfile {

    static final int UNMATCHED_LIMIT = 4;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "throughline.roles", "api",
                "throughline.jobs.automatic", "false",
                "quarkus.otel.sdk.disabled", "true",
                "quarkus.log.category.\"http-problem\".level", "WARN",
                "quarkus.log.category.\"dev.throughline.booking.callback\".level", "WARN",
                "throughline.callbacks.unmatched-limit", String.valueOf(UNMATCHED_LIMIT));
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(
                new TestResourceEntry(PartsResource.class, Map.of("broker", "none")),
                new TestResourceEntry(PartnerDesk.class));
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }
}
