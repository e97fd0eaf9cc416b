package dev.throughline.kit.roles;

import static io.restassured.RestAssured.get;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.throughline.kit.broker.EventTest;
import dev.throughline.kit.broker.Events;
import dev.throughline.kit.outbox.OutboxRelay;
import dev.throughline.kit.outbox.RelayState;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiOnlyTest.ApiOnly.class)
class ApiOnlyTest {

    @Inject
    Roles roles;

    @Inject
    Events events;

    @Inject
    OutboxRelay relay;

    @Test
    void aProcessThatOnlyAnswersRequestsNeitherRelaysNorConsumes() {
        await().atMost(ofSeconds(60))
                .until(() -> "UP".equals(get("/q/health/ready").path("status")));

        events.publish(events.event("order.placed", events.aggregate(), 1));

        assertFalse(roles.has(Role.worker));
        assertEquals(RelayState.off, relay.state());
        assertEquals(1, events.pending());
        assertThrows(IllegalStateException.class, () -> events.messagesIn("kit.ordered"), "no queue was declared");
    }

    /** The application of the event tests as an API process. */
    public static class ApiOnly extends EventTest {
        @Override
        public Map<String, String> getConfigOverrides() {
            var config = new HashMap<>(super.getConfigOverrides());
            config.put("throughline.roles", "api");
            return config;
        }
    }
}
