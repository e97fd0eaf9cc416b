package dev.throughline.status.search;

import static dev.throughline.status.Api.awaitPosition;
import static dev.throughline.status.Api.customer;
import static dev.throughline.status.Api.operator;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.time.TimeSource;
import dev.throughline.status.Services;
import dev.throughline.status.StatusProfile;
import dev.throughline.status.Story;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(StatusProfile.class)
class ListTest {

    @Inject
    Services services;

    @Inject
    TimeSource time;

    private final String tenant = "t-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void ready() {
        services.awaitReady();
    }

    @AfterEach
    void backToNow() {
        time.reset();
    }

    private Story story(String customer) {
        return new Story(tenant, customer).placed();
    }

    private void tell(Story... stories) {
        for (var story : stories) {
            services.tell(story.told());
        }
        for (var story : stories) {
            awaitPosition(story, story.told().size());
        }
    }

    private JsonPath list(Map<String, ?> query) {
        var answer = operator(tenant).queryParams(query).get("/status/bookings");
        assertEquals(200, answer.statusCode(), answer.asString());
        return answer.jsonPath();
    }

    private List<String> found(Map<String, ?> query) {
        return list(query).getList("items.bookingId");
    }

    private static List<String> ids(Story... stories) {
        return Stream.of(stories).map(story -> story.id.toString()).toList();
    }

    @Test
    void findsByBeginningsOfWordsWhateverTheirAccentsAndCase() {
        var ana = story("Ana Dvořák").confirmed();
        var bea = story("Bea Müller");
        tell(ana, bea);

        assertEquals(ids(ana), found(Map.of("q", "dvorak")));
        assertEquals(ids(ana), found(Map.of("q", "DVOŘ an")));
        assertEquals(ids(bea), found(Map.of("q", "Müll")));
        assertEquals(ids(bea, ana), found(Map.of("q", "ana@example.com")));
        assertEquals(ids(bea, ana), found(Map.of("q", "consult")));
        assertEquals(ids(ana), found(Map.of("q", ana.id.toString())));
        assertEquals(ids(ana), found(Map.of("q", "R-1")));
        assertEquals(ids(ana), found(Map.of("q", "consult", "state", "confirmed")));
        assertEquals(List.of(), found(Map.of("q", "vorak")));
        assertEquals(List.of(), found(Map.of("q", "bea", "state", "confirmed")));
        assertEquals(List.of(), found(Map.of("q", "' | ':* & !x \\ 'a")));
        assertEquals(
                400,
                operator(tenant).queryParam("q", "!?").get("/status/bookings").statusCode());
    }

    @Test
    void listsByStateAndInPagesNewestFirst() {
        var stories = new ArrayList<Story>();
        for (var n = 0; n < 7; n++) {
            stories.add(n % 2 == 0 ? story("Ana").confirmed() : story("Ana"));
        }
        tell(stories.toArray(Story[]::new));

        assertEquals(4, found(Map.of("state", "confirmed")).size());
        assertEquals(3, found(Map.of("state", "pending")).size());
        assertEquals(List.of(), found(Map.of("state", "rejected")));
        for (var q : List.of(Map.<String, Object>of(), Map.<String, Object>of("q", "ana"))) {
            assertEquals(
                    pagewise(q),
                    stories.stream()
                            .map(s -> s.id.toString())
                            .sorted((a, b) -> b.compareTo(a))
                            .toList());
        }
        assertEquals(
                400,
                operator(tenant)
                        .queryParam("state", "gone")
                        .get("/status/bookings")
                        .statusCode());
        assertEquals(
                400,
                operator(tenant)
                        .queryParam("cursor", "x")
                        .get("/status/bookings")
                        .statusCode());
    }

    private List<String> pagewise(Map<String, Object> query) {
        var all = new ArrayList<String>();
        String cursor = null;
        do {
            var page = list(
                    cursor == null
                            ? with(query, Map.of("limit", 3))
                            : with(query, Map.of("limit", 3, "cursor", cursor)));
            all.addAll(page.getList("items.bookingId"));
            cursor = page.getString("next");
        } while (cursor != null);
        return all;
    }

    private static Map<String, Object> with(Map<String, Object> some, Map<String, Object> more) {
        var all = new java.util.HashMap<>(some);
        all.putAll(more);
        return all;
    }

    @Test
    void whatIsOverdueBecomesSoByWaiting() {
        var late = story("Ana");
        var later = story("Bea");
        var fine = story("Cleo").confirmed();
        tell(late, later, fine);
        assertEquals(List.of(), found(Map.of("overdue", true)));
        assertFalse(list(Map.of("q", "bea")).getBoolean("items[0].overdue"));

        time.advance(ofMinutes(30));

        assertEquals(ids(late, later), found(Map.of("overdue", true)));
        assertEquals(ids(late, later), found(Map.of("state", "overdue")));
        assertEquals(ids(later), found(Map.of("overdue", true, "q", "bea")));
        var first = list(Map.of("overdue", true, "limit", 1));
        assertEquals(ids(later), found(Map.of("overdue", true, "cursor", first.getString("next"))));
        assertEquals(2, summary().getLong("overdue"));
        assertTrue(operator(tenant)
                .get("/status/bookings/{id}", late.id)
                .jsonPath()
                .getBoolean("overdue"));
    }

    @Test
    void countsFollowEveryChange() {
        var ana = story("Ana").confirmed();
        var bea = story("Bea");
        var cleo = story("Cleo").job(UUID.randomUUID(), "document.render", "dead_letter", 3, "system:jobs");
        tell(ana, bea, cleo);
        assertEquals(Map.of("confirmed", 1, "pending", 2), summary().getMap("counts"));
        assertEquals(3, summary().getLong("total"));
        assertEquals(1, summary().getLong("attention"));
        assertEquals(ids(cleo), found(Map.of("attention", true)));

        services.tell(bea.confirmed().last());
        services.tell(ana.cancelling("ill").last());

        await().atMost(ofSeconds(60))
                .until(() -> summary().getMap("counts").equals(Map.of("confirmed", 1, "pending", 1, "cancelling", 1)));
        var applied = operator(tenant).get("/status/projections").jsonPath().getLong("items[0].applied");
        assertEquals(ana.told().size() + bea.told().size() + cleo.told().size(), applied);
    }

    private JsonPath summary() {
        return operator(tenant).get("/status/summary").jsonPath();
    }

    @Test
    void aCustomerSeesOwnBookingsAndATenantItsOwn() {
        var story = story("Ana");
        tell(story);

        assertEquals(
                1,
                customer(tenant, "ana")
                        .get("/status/bookings")
                        .jsonPath()
                        .getList("items")
                        .size());
        assertEquals(
                1,
                customer(tenant, "ana")
                        .queryParam("q", "ana")
                        .get("/status/bookings")
                        .jsonPath()
                        .getList("items")
                        .size());
        for (var stranger : List.of("/status/bookings", "/status/bookings?q=ana", "/status/bookings?state=pending")) {
            assertEquals(
                    List.of(), customer(tenant, "bob").get(stranger).jsonPath().getList("items"));
            assertEquals(
                    List.of(), operator(tenant + "x").get(stranger).jsonPath().getList("items"));
        }
        for (var one :
                List.of("/status/bookings/{id}", "/status/bookings/{id}/timeline", "/status/bookings/{id}/stream")) {
            assertEquals(404, customer(tenant, "bob").get(one, story.id).statusCode());
            assertEquals(404, operator(tenant + "x").get(one, story.id).statusCode());
        }
        assertEquals(
                200,
                customer(tenant, "ana").get("/status/bookings/{id}", story.id).statusCode());
        assertEquals(403, customer(tenant, "ana").get("/status/summary").statusCode());
        assertEquals(403, customer(tenant, "ana").get("/status/projections").statusCode());
        assertNull(operator(tenant + "x").get("/status/summary").jsonPath().get("counts.pending"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+999999999-12-31T23:59:59Z", "-0001-01-01T00:00:00Z", "0000-12-31T23:59:59Z", "\u0000"})
    void aCursorOfATimeThatCannotBeIsRefused(String time) {
        var story = story("Ana");
        tell(story);
        var place = Base64.getUrlEncoder().withoutPadding();
        var ofList = place.encodeToString((time + "/" + story.id).getBytes(UTF_8));
        var ofTimeline = place.encodeToString((time + "/1/1/1").getBytes(UTF_8));

        for (var answer : List.of(
                operator(tenant)
                        .queryParam("overdue", true)
                        .queryParam("cursor", ofList)
                        .get("/status/bookings"),
                operator(tenant).queryParam("cursor", ofTimeline).get("/status/bookings/{id}/timeline", story.id))) {
            assertEquals(400, answer.statusCode(), answer::asString);
            assertEquals("cursor", answer.jsonPath().getString("violations[0].field"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "state", "cursor"})
    void whatIsNoTextIsNotLookedFor(String parameter) {
        var answer = operator(tenant).queryParam(parameter, "ana\u0000").get("/status/bookings");

        assertEquals(400, answer.statusCode(), answer::asString);
        assertEquals("fix_request", answer.jsonPath().getString("action"));
    }
}
