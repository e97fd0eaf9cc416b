package dev.throughline.kit.broker;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The application of the event tests: a worker with the consumers {@code ordered} and {@code loose}, and short waits. */
public class EventTest implements QuarkusTestProfile {

    /** The build property that adds the tests' consumers to the application. */
    public static final String CONSUMERS = "throughline.test.consumers";

    @Override
    public Map<String, String> getConfigOverrides() {
        var config = new HashMap<String, String>();
        config.put(CONSUMERS, "true");
        config.put("mp.messaging.incoming.ordered.queue.name", "kit.ordered");
        config.put("mp.messaging.incoming.ordered.routing-keys", "order.#");
        config.put("mp.messaging.incoming.loose.queue.name", "kit.loose");
        config.put("mp.messaging.incoming.loose.routing-keys", "loose.#");
        config.put("mp.messaging.connector.smallrye-rabbitmq.requested-heartbeat", "2");
        config.put("throughline.broker.heartbeat", "PT2S");
        config.put("throughline.broker.confirm-timeout", "PT4S");
        config.put("throughline.inbox.redelivery-delay", "PT0.05S");
        config.put("throughline.inbox.gap-timeout", "PT2S");
        config.put("throughline.inbox.sweep", "PT0.5S");
        config.put("quarkus.otel.simple", "true");
        config.put("quarkus.flyway.locations", "db/kit,db/kit-test");
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(EventParts.class));
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }
}
