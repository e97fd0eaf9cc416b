package dev.throughline.status;

import dev.throughline.kit.testing.PartsResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The application with parts of its own and short waits. */
public class StatusProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        var config = new HashMap<String, String>();
        config.put("mp.messaging.incoming.status.pausable", "true");
        config.put("throughline.inbox.redelivery-delay", "PT0.05S");
        config.put("throughline.inbox.sweep", "PT0.5S");
        config.put("throughline.inbox.concurrency", "4");
        config.put("throughline.status.freshness.heartbeat", "PT0.5S");
        config.put("throughline.status.stream.heartbeat", "PT1S");
        config.put("throughline.status.stream.per-tenant", "4");
        config.put("throughline.status.stream.buffer", "5000");
        config.put("quarkus.otel.traces.exporter", "none");
        config.put("quarkus.log.category.\"http-problem\".level", "OFF");
        // Poison is what some tests are about.
        config.put("quarkus.log.category.\"dev.throughline.kit.inbox.Inbox\".level", "OFF");
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PartsResource.class));
    }
}
