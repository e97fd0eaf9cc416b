package dev.throughline.status.reading;

import static dev.throughline.status.Api.awaitPosition;
import static dev.throughline.status.Api.customer;
import static dev.throughline.status.Api.operator;
import static dev.throughline.status.Api.token;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.idempotency.ConsistencyToken;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.status.Services;
import dev.throughline.status.StatusProfile;
import dev.throughline.status.Story;
import dev.throughline.status.live.Changes;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StatusProfile.class)
class ConsistencyTest {

    @Inject
    Services services;

    @Inject
    Changes changes;

    @BeforeEach
    void ready() {
        services.awaitReady();
    }

    private static Response read(Story story, String token, String prefer) {
        var request = operator(story.tenant).queryParam("token", token);
        if (prefer != null) {
            request.header("Prefer", prefer);
        }
        return request.get("/status/bookings/{id}", story.id);
    }

    @Test
    void aStateThatIsThereIsShownAtOnce() {
        var story = new Story("acme", "Ana").placed();
        services.tell(story.told());
        var view = awaitPosition(story, 1);

        var answer = read(story, view.getString("token"), "respond-async, wait=10");

        assertEquals(200, answer.statusCode());
        assertEquals("wait=10", answer.header("Preference-Applied"));
        assertEquals("no-store", answer.header("Cache-Control"));
    }

    @Test
    void anOlderStateIsNeverShown() {
        var story = new Story("acme", "Ana").placed();
        services.tell(story.told());
        awaitPosition(story, 1);

        var answer = read(story, token(story.id, 2), null);

        assertEquals(503, answer.statusCode());
        assertEquals("retry_later", answer.jsonPath().getString("action"));
        assertEquals("1", answer.header("Retry-After"));
        assertNull(answer.header("Preference-Applied"));
        assertEquals(503, read(story, token(story.id, 2), "wait=1").statusCode());
        assertEquals(
                503,
                operator("acme")
                        .queryParam("token", token(story.id, 2))
                        .get("/status/bookings/{id}/timeline", story.id)
                        .statusCode());
    }

    @Test
    void whoPrefersToWaitGetsTheStateWhenItComes() throws Exception {
        var story = new Story("acme", "Ana").placed();
        var reader = CompletableFuture.supplyAsync(() -> read(story, token(story.id, 2), "wait=30"));
        await().atMost(ofSeconds(60)).until(() -> changes.watchersOf("acme") > 0);

        services.tell(story.confirmed().told());

        var answer = reader.get(40, SECONDS);
        assertEquals(200, answer.statusCode());
        assertEquals("confirmed", answer.jsonPath().getString("status"));
        assertEquals("wait=30", answer.header("Preference-Applied"));
        await().atMost(ofSeconds(60)).until(() -> changes.watchersOf("acme") == 0);
    }

    @Test
    void aStateOfADocumentCanBeWaitedForToo() throws Exception {
        var document = UUID.randomUUID();
        var story = new Story("acme", "Ana").placed();
        services.tell(story.told());
        awaitPosition(story, 1);
        var stored = new ConsistencyToken("document/" + document, 2).encode();
        var reader = CompletableFuture.supplyAsync(() -> read(story, stored, "wait=30"));
        await().atMost(ofSeconds(60)).until(() -> changes.watchersOf("acme") > 0);

        services.tell(story.document(document, "requested", 1).last());
        services.tell(story.document(document, "stored", 2).last());

        assertEquals("stored", reader.get(40, SECONDS).jsonPath().getString("documents[0].state"));
    }

    @Test
    void aStateOfAJobCanBeWaitedForToo() {
        var job = UUID.randomUUID();
        var story = new Story("acme", "Ana").placed().job(job, "notification.deliver", "dead_letter", 6, "system:x");
        services.tell(story.told());
        awaitPosition(story, 2);
        var replayed = new ConsistencyToken("job/" + job, 7).encode();
        assertEquals(503, read(story, replayed, null).statusCode());

        services.tell(
                story.job(job, "notification.deliver", "queued", 7, "otto").last());

        var answer = read(story, replayed, "wait=30");
        assertEquals(200, answer.statusCode());
        assertEquals(List.of(), answer.jsonPath().getList("attention"));
    }

    @Test
    void aChangeThatAnotherProcessMadeSilentlyIsFoundAllTheSame() throws Exception {
        var story = new Story("acme", "Ana").placed();
        services.tell(story.told());
        awaitPosition(story, 1);
        var reader = CompletableFuture.supplyAsync(() -> read(story, token(story.id, 2), "wait=30"));
        await().atMost(ofSeconds(60)).until(() -> changes.watchersOf("acme") > 0);

        try (var connection = PartsResource.connectAsOwner();
                var statement =
                        connection.prepareStatement("update booking_view set position = 2, state = replace(state, "
                                + "'\"booking/' || id || '\":1', '\"booking/' || id || '\":2') where id = ?")) {
            statement.setObject(1, story.id);
            assertEquals(1, statement.executeUpdate());
        }

        assertEquals(200, reader.get(40, SECONDS).statusCode());
    }

    @Test
    void whatIsNoTokenOfTheBookingIsRefused() {
        var story = new Story("acme", "Ana").placed();
        for (var token : List.of("rubbish", "!!!", token(UUID.randomUUID(), 1), "a".repeat(300))) {
            var answer = read(story, token, "wait=5");
            assertEquals(400, answer.statusCode(), token);
            assertEquals("token", answer.jsonPath().getString("violations[0].field"));
        }
    }

    @Test
    void aTokenTellsNobodyOfBookingsThatAreNotTheirs() {
        var story = new Story("acme", "Ana").placed();
        services.tell(story.told());
        awaitPosition(story, 1);
        var token = token(story.id, 1);
        var nowhere = UUID.randomUUID();

        assertEquals(
                200,
                customer("acme", "ana")
                        .queryParam("token", token)
                        .get("/status/bookings/{id}", story.id)
                        .statusCode());
        for (var stranger : List.of(customer("acme", "bob"), operator("globex"))) {
            assertEquals(
                    503,
                    stranger.queryParam("token", token)
                            .get("/status/bookings/{id}", story.id)
                            .statusCode());
        }
        assertEquals(
                503,
                customer("acme", "bob")
                        .queryParam("token", token(nowhere, 1))
                        .get("/status/bookings/{id}", nowhere)
                        .statusCode());
    }

    /** One writer, several readers: whatever state a reader knows of, it never gets an older one. */
    @Test
    void underLoadNoReaderIsEverShownAnOlderStateThanItKnows() throws Exception {
        var story = new Story("acme", "Ana").placed();
        services.tell(story.last());
        var written = new AtomicLong(1);
        var readers = Executors.newFixedThreadPool(6);
        try {
            var answers = new ArrayList<Future<Integer>>();
            for (var n = 0; n < 6; n++) {
                var waits = n % 3 != 0;
                answers.add(readers.submit(reader(story, written, waits)));
            }
            for (var n = 0; n < 60; n++) {
                services.tell(story.attempted("find", "succeeded").last());
                written.set(story.version());
            }
            written.set(Long.MAX_VALUE);
            for (var answer : answers) {
                assertTrue(answer.get(120, SECONDS) > 0, "a reader was never shown anything");
            }
        } finally {
            readers.shutdownNow();
        }
    }

    private static Callable<Integer> reader(Story story, AtomicLong written, boolean waits) {
        return () -> {
            var shown = 0;
            for (var known = written.get(); known < Long.MAX_VALUE; known = written.get()) {
                var answer = read(story, token(story.id, known), waits ? "wait=30" : null);
                if (answer.statusCode() == 200) {
                    var version = answer.jsonPath().getLong("version");
                    assertTrue(version >= known, version + " was shown to a reader that knows of " + known);
                    shown++;
                } else {
                    assertTrue(!waits, "not shown within 30 s: " + answer.asString());
                    assertEquals(503, answer.statusCode());
                    assertNotNull(answer.header("Retry-After"));
                    // Comes again until it is shown something.
                    shown = Math.max(shown, 1);
                }
            }
            return shown;
        };
    }
}
