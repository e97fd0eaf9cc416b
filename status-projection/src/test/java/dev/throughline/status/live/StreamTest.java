package dev.throughline.status.live;

import static dev.throughline.status.Api.awaitPosition;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.status.Services;
import dev.throughline.status.StatusProfile;
import dev.throughline.status.Story;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StatusProfile.class)
class StreamTest {

    private static final String LIST = "/status/bookings/stream";

    @Inject
    Services services;

    private final String tenant = "t-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void ready() {
        services.awaitReady();
    }

    private Story placed(String customer) {
        var story = new Story(tenant, customer).placed();
        services.tell(story.told());
        awaitPosition(story, 1);
        return story;
    }

    private Listening operator(String path, String lastEventId) throws Exception {
        return new Listening(path, Tokens.bearer("operator", tenant, "otto"), lastEventId);
    }

    private static String of(Story story) {
        return "/status/bookings/" + story.id + "/stream";
    }

    private static String field(Listening.Event event, String field) {
        return JsonPath.from(event.data()).getString(field);
    }

    @Test
    void aBookingsStreamBeginsWithTheViewAndTellsWhatComes() throws Exception {
        var story = placed("Ana");
        try (var stream = operator(of(story), null)) {
            assertEquals(200, stream.status());
            var first = stream.await("view", 1).get(0);
            assertEquals("1", first.id());
            assertEquals("pending", field(first, "status"));
            assertEquals(List.of(), stream.named("entry"));

            services.tell(story.confirmed().last());

            assertEquals(
                    "meridian confirmed the booking.",
                    field(stream.await("entry", 1).get(0), "title"));
            assertEquals("2", stream.named("entry").get(0).id());
            assertEquals("confirmed", field(viewAfter(stream, 2), "status"));
        }
    }

    /** The view may be told once more as it was, when only its freshness has changed. */
    private static Listening.Event viewAfter(Listening stream, int position) throws Exception {
        for (var n = 1; ; n++) {
            var view = stream.await("view", n).get(n - 1);
            if (Integer.parseInt(view.id()) >= position) {
                return view;
            }
        }
    }

    @Test
    void whoComesBackIsToldWhatWasMissed() throws Exception {
        var story = placed("Ana").attempted("reserve", "succeeded").confirmed().checkedIn();
        services.tell(story.told().subList(1, 4));
        awaitPosition(story, 4);

        try (var stream = operator(of(story), "2")) {
            var missed = stream.await("entry", 2);
            assertEquals(
                    List.of("3", "4"), missed.stream().map(Listening.Event::id).toList());
            assertEquals("4", stream.await("view", 1).get(0).id());
        }
        try (var stream = operator(of(story), "0")) {
            assertEquals(4, stream.await("entry", 4).size());
        }
        try (var stream = operator(of(story), "yesterday")) {
            assertEquals(400, stream.status());
        }
    }

    @Test
    void aLongStoryIsToldInPortions() throws Exception {
        var story = new Story(tenant, "Ana").placed();
        for (var n = 0; n < 249; n++) {
            story.attempted("find", "succeeded");
        }
        services.tell(story.told());
        awaitPosition(story, 250);

        try (var stream = operator(of(story), "0")) {
            var positions = stream.await("entry", 250).stream()
                    .map(event -> Integer.parseInt(event.id()))
                    .toList();
            for (var n = 0; n < 250; n++) {
                assertEquals(n + 1, positions.get(n));
            }
            assertEquals("250", stream.await("view", 3).get(2).id());
        }
    }

    @Test
    void theListsStreamTellsOfChangesOfTheTenantOnly() throws Exception {
        try (var stream = operator(LIST, null);
                var ana = new Listening(LIST, Tokens.bearer("customer", tenant, "ana"), null);
                var bob = new Listening(LIST, Tokens.bearer("customer", tenant, "bob"), null);
                var other = new Listening(LIST, Tokens.bearer("operator", tenant + "x", "otto"), null)) {
            for (var each : List.of(stream, ana, bob, other)) {
                each.await("ready", 1);
            }
            var story = placed("Ana");
            var elsewhere = new Story(tenant + "x", "Xaver").placed();
            services.tell(elsewhere.told());

            var item = stream.await("booking", 1).get(0);
            assertEquals(story.id.toString(), field(item, "bookingId"));
            assertEquals("pending", field(item, "status"));
            assertNotNull(item.id());
            assertEquals(story.id.toString(), field(ana.await("booking", 1).get(0), "bookingId"));
            assertEquals(
                    elsewhere.id.toString(), field(other.await("booking", 1).get(0), "bookingId"));
            assertEquals(List.of(), bob.named("booking"));
            assertTrue(stream.named("booking").stream()
                    .allMatch(event -> field(event, "bookingId").equals(story.id.toString())));
        }
    }

    @Test
    void theListsStreamIsResumedWithoutLoss() throws Exception {
        String last;
        try (var stream = operator(LIST, null)) {
            last = stream.await("ready", 1).get(0).id();
        }
        var stories = new ArrayList<String>();
        for (var n = 0; n < 5; n++) {
            stories.add(placed("Ana").id.toString());
        }

        try (var stream = operator(LIST, last)) {
            stream.await("ready", 1);
            var told = stream.named("booking").stream()
                    .map(event -> field(event, "bookingId"))
                    .toList();
            assertTrue(told.containsAll(stories), told + " lacks some of " + stories);
        }
        try (var stream = operator(LIST, String.valueOf(Long.MAX_VALUE - 1))) {
            stream.await("reset", 1);
        }
    }

    @Test
    void manyChangesAtOnceAreAllToldAndSoIsOneThatEndsLate() throws Exception {
        var model = placed("Ana");
        try (var stream = operator(LIST, null);
                var slow = PartsResource.connectAsOwner();
                var quick = PartsResource.connectAsOwner()) {
            stream.await("ready", 1);
            slow.setAutoCommit(false);
            try (var statement = slow.createStatement()) {
                statement.execute("select pg_current_xact_id()");
            }
            var expected = copies(quick, model, 1200);
            await().atMost(ofSeconds(60)).until(() -> told(stream).containsAll(expected));

            // By the transaction that began before all of them.
            var late = copies(slow, model, 1);
            slow.commit();

            await().atMost(ofSeconds(60)).until(() -> told(stream).containsAll(late));
            assertEquals(List.of(), stream.named("reset"));
        }
    }

    /** The ids of so many new bookings, all made by one transaction. */
    private static Set<String> copies(Connection connection, Story model, int count) throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into booking_view (tenant, id, placed, owner, status, position, changed_by, changed_at, state)
                select tenant, gen_random_uuid(), placed, owner, status, position,
                       cast(cast(pg_current_xact_id() as text) as bigint), changed_at, state
                from booking_view, generate_series(1, ?) where id = ? returning cast(id as text)
                """)) {
            statement.setInt(1, count);
            statement.setObject(2, model.id);
            var ids = new HashSet<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            assertEquals(count, ids.size());
            return ids;
        }
    }

    private static Set<String> told(Listening stream) {
        return stream.named("booking").stream()
                .map(event -> field(event, "bookingId"))
                .collect(Collectors.toSet());
    }

    @Test
    void whoIsCutOffAmongManyNewsMissesNoneOfThem() throws Exception {
        var model = placed("Ana");
        try (var stream = operator(LIST, null);
                var quick = PartsResource.connectAsOwner()) {
            stream.await("ready", 1);
            var expected = copies(quick, model, 20);
            await().atMost(ofSeconds(60)).until(() -> told(stream).containsAll(expected));

            var cutOff = stream.named("booking").stream()
                    .filter(event -> expected.contains(field(event, "bookingId")))
                    .findFirst()
                    .orElseThrow();
            try (var again = operator(LIST, cutOff.id())) {
                again.await("ready", 1);
                assertTrue(told(again).containsAll(expected));
            }
        }
    }

    @Test
    void aSilentStreamSaysThatItIsThere() throws Exception {
        var story = placed("Ana");
        try (var stream = operator(of(story), null)) {
            await().atMost(ofSeconds(60)).until(() -> stream.comments().contains("still here"));
        }
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        var story = placed("Ana");
        var token = "Bearer "
                + Tokens.sign(Tokens.claims("operator", "otto")
                        .claim("tenant", tenant)
                        .expiresIn(ofSeconds(4)));
        for (var path : List.of(of(story), LIST)) {
            try (var stream = new Listening(path, token, null)) {
                if (stream.status() == 200) {
                    assertEquals(
                            "The token has expired.",
                            field(stream.await("end", 1).get(0), "reason"));
                    await().atMost(ofSeconds(60)).until(stream::ended);
                } else {
                    assertEquals(401, stream.status());
                }
            }
        }
    }

    @Test
    void aTenantCannotTakeAllStreams() throws Exception {
        var open = new ArrayList<Listening>();
        try {
            for (var n = 0; n < 4; n++) {
                open.add(operator(LIST, null));
                open.get(n).await("ready", 1);
            }
            try (var fifth = operator(LIST, null)) {
                assertEquals(429, fifth.status());
            }
            try (var other = new Listening(LIST, Tokens.bearer("operator", tenant + "x", "otto"), null)) {
                assertEquals(200, other.status());
            }
        } finally {
            open.forEach(Listening::close);
        }
        await().atMost(ofSeconds(60)).until(() -> {
            try (var again = operator(LIST, null)) {
                return again.status() == 200;
            }
        });
    }
}
