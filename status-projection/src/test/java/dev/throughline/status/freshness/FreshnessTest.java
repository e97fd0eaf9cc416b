package dev.throughline.status.freshness;

import static dev.throughline.status.Api.awaitPosition;
import static dev.throughline.status.Api.operator;
import static dev.throughline.status.Api.status;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.status.Services;
import dev.throughline.status.StatusProfile;
import dev.throughline.status.Story;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.smallrye.reactive.messaging.ChannelRegistry;
import jakarta.inject.Inject;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StatusProfile.class)
class FreshnessTest {

    @Inject
    Services services;

    @Inject
    ChannelRegistry channels;

    @BeforeEach
    void ready() {
        services.awaitReady();
    }

    private static JsonPath projection() {
        return operator("acme").get("/status/projections").jsonPath();
    }

    @Test
    void whileNothingWaitsNothingIsBehindAndAsOfGoesOn() {
        await().atMost(ofSeconds(60)).until(() -> projection().getLong("items[0].lagMs") == 0);
        var first = Instant.parse(projection().getString("items[0].asOf"));

        await().atMost(ofSeconds(60))
                .until(() ->
                        Instant.parse(projection().getString("items[0].asOf")).isAfter(first));
        assertFalse(Instant.parse(projection().getString("items[0].asOf")).isAfter(Instant.now()));
    }

    @Test
    void whenTheConsumerPausesTheViewsSaySoAndWhenItGoesOnTheyCatchUp() {
        var story = new Story("acme", "Ana").placed();
        services.tell(story.last());
        awaitPosition(story, 1);
        await().atMost(ofSeconds(60)).until(() -> projection().getLong("items[0].lagMs") == 0);

        channels.getPausable("status").pause();
        try {
            services.tell(story.confirmed().last());
            await().atMost(ofSeconds(60)).until(() -> projection().getLong("items[0].lagMs") > 3000);
            var stuck = status(story).jsonPath();
            assertEquals("pending", stuck.getString("status"));
            assertTrue(stuck.getLong("lagMs") > 3000);
            assertTrue(stuck.getString("behind").contains("not getting through"));
            var asOf = projection().getString("items[0].asOf");
            await().atMost(ofSeconds(60)).until(() -> projection().getLong("items[0].lagMs") > 5000);
            assertEquals(asOf, projection().getString("items[0].asOf"));
            assertTrue(operator("acme").get("/status/summary").jsonPath().getLong("lagMs") > 3000);
            assertTrue(operator("acme").get("/status/bookings").jsonPath().getLong("lagMs") > 3000);
        } finally {
            channels.getPausable("status").resume();
        }

        assertEquals("confirmed", awaitPosition(story, 2).getString("status"));
        await().atMost(ofSeconds(60)).until(() -> projection().getLong("items[0].lagMs") == 0);
    }

    @Test
    void heartbeatsLeaveNothingBehind() throws Exception {
        var first = projection().getString("items[0].asOf");
        await().atMost(ofSeconds(60))
                .until(() -> Instant.parse(projection().getString("items[0].asOf"))
                        .isAfter(Instant.parse(first).plusSeconds(3)));

        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.createStatement();
                var claims = statement.executeQuery("select count(*) from inbox where tenant = '_throughline'")) {
            claims.next();
            assertTrue(claims.getLong(1) <= 3, claims.getLong(1) + " claims of heartbeats are kept");
        }
    }
}
