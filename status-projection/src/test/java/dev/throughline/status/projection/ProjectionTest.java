package dev.throughline.status.projection;

import static dev.throughline.status.Api.awaitPosition;
import static dev.throughline.status.Api.awaitStatus;
import static dev.throughline.status.Api.operator;
import static dev.throughline.status.Api.status;
import static dev.throughline.status.Api.timeline;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.status.Services;
import dev.throughline.status.Services.Told;
import dev.throughline.status.StatusProfile;
import dev.throughline.status.Story;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(StatusProfile.class)
class ProjectionTest {

    @Inject
    Services services;

    @BeforeEach
    void ready() {
        services.awaitReady();
    }

    private static Story aWholeStory() {
        var report = UUID.randomUUID();
        var confirmation = UUID.randomUUID();
        var mail = UUID.randomUUID();
        return new Story("acme", "Ana Dvořák")
                .placed()
                .attempted("reserve", "unknown")
                .attempted("find", "succeeded")
                .confirmed()
                .notification(confirmation, "booking-confirmed", "queued", 1)
                .notification(confirmation, "booking-confirmed", "sent", 2)
                .checkedIn()
                .completed()
                .document(report, "requested", 1)
                .document(report, "stored", 2)
                .notification(mail, "document-stored", "queued", 1)
                .notification(mail, "document-stored", "sent", 2);
    }

    @Test
    void tellsWhereABookingStandsAtEveryStep() {
        var story = new Story("acme", "Ana Dvořák").placed();
        services.tell(story.last());
        var placed = awaitPosition(story, 1);
        assertEquals("pending", placed.getString("status"));
        assertTrue(placed.getString("headline").startsWith("CONSULT on "), placed.getString("headline"));
        assertEquals("meridian to confirm the reservation", placed.getString("waitingFor"));
        assertFalse(placed.getBoolean("overdue"));
        assertFalse(placed.getBoolean("safeToRetry.value"));
        assertEquals(
                List.of("done", "current", "waiting", "waiting", "waiting", "waiting"), placed.getList("steps.state"));

        services.tell(story.attempted("reserve", "unknown").last());
        var unknown = awaitPosition(story, 2);
        assertEquals("unknown", unknown.getString("partner.state"));
        assertEquals("unknown", unknown.getString("steps[1].state"));
        assertTrue(unknown.getString("safeToRetry.reason").contains("do not book a second time"));
        assertEquals("system", unknown.getString("next.by"));

        services.tell(story.confirmed().last());
        var confirmed = awaitPosition(story, 3);
        assertEquals("confirmed", confirmed.getString("status"));
        assertEquals("the visit to take place", confirmed.getString("waitingFor"));
        assertEquals("operator", confirmed.getString("next.by"));

        services.tell(story.checkedIn().last());
        services.tell(story.completed().last());
        var completed = awaitPosition(story, 5);
        assertEquals("the visit report", completed.getString("waitingFor"));
        assertEquals("current", completed.getString("steps.find { it.name == 'report' }.state"));
        assertEquals("Dr. Weiß", completed.getString("visit.practitioner"));
        assertFalse(completed.prettify().contains("All well."), "findings are for the report");
    }

    @Test
    void everyEntryIsASentenceWithActorOutcomeAndTrace() {
        var story = aWholeStory();
        services.tell(story.told());
        awaitPosition(story, story.told().size());

        var entries = timeline(story);

        assertEquals(story.told().size(), entries.getList("items").size());
        for (Map<String, Object> entry : entries.<Map<String, Object>>getList("items")) {
            var title = (String) entry.get("title");
            assertTrue(title.matches("\\p{Lu}.* .*\\.|meridian .*\\."), title);
            assertFalse(title.matches(".*[_{}%/].*"), title);
            assertNotNull(entry.get("actor"), title);
            assertNotNull(entry.get("outcome"), title);
            assertEquals(32, ((String) entry.get("traceId")).length(), title);
            assertNotNull(entry.get("operationId"), title);
        }
        assertEquals("ana", entries.getString("items[0].actor"));
        assertEquals("The booking for Ana Dvořák was accepted.", entries.getString("items[0].title"));
        assertEquals("unknown", entries.getString("items[1].outcome"));
        assertFalse(entries.prettify().contains("example.com/secret"), "signed links are the customer's");
    }

    @Test
    void theOrderAndNumberOfDeliveriesMakeNoDifference() {
        var story = aWholeStory();
        var wild = new ArrayList<Told>(story.told());
        wild.addAll(story.told());
        wild.addAll(story.told());
        Collections.shuffle(wild, new Random(42));

        services.tell(wild);

        var view = awaitPosition(story, story.told().size());
        assertEquals("completed", view.getString("status"));
        assertEquals(List.of("done", "done", "done", "done", "done", "done"), view.getList("steps.state"));
        assertNull(view.getString("waitingFor"));
        assertEquals(1, view.getList("documents").size());
        assertEquals("stored", view.getString("documents[0].state"));
        assertEquals(List.of("sent", "sent"), view.getList("notifications.state"));
        assertEquals(
                story.told().stream().map(told -> told.event().id().toString()).toList(),
                timeline(story).getList("items.event"));
    }

    @Test
    void aTimelineComesInPages() {
        var story = aWholeStory();
        services.tell(story.told());
        awaitPosition(story, story.told().size());
        var events = new ArrayList<String>();
        String cursor = null;
        do {
            var page = operator("acme")
                    .queryParam("limit", 5)
                    .queryParams(cursor == null ? Map.of() : Map.of("cursor", cursor))
                    .get("/status/bookings/{id}/timeline", story.id)
                    .jsonPath();
            events.addAll(page.getList("items.event"));
            cursor = page.getString("next");
        } while (cursor != null);

        assertEquals(
                story.told().stream().map(told -> told.event().id().toString()).toList(), events);
    }

    @Test
    void whatFollowsAGapWaitsAndTheViewSaysSo() {
        var story = new Story("acme", "Ana").placed().confirmed().checkedIn();
        services.tell(story.told().get(0), story.told().get(2));

        var behind = awaitStatus(
                story, view -> String.valueOf(view.getString("behind")).contains("has not arrived yet"));
        assertEquals("pending", behind.getString("status"));
        assertTrue(behind.getLong("lagMs") > 0);

        services.tell(story.told().get(1));

        var whole = awaitPosition(story, 3);
        assertEquals("checked_in", whole.getString("visit.status"));
        awaitStatus(story, view -> view.getLong("lagMs") == 0 && view.getString("behind") == null);
    }

    @Test
    void poisonHoldsUpItsOwnBookingOnly() {
        var poisoned = new Story("acme", "Ana").placed().broken().checkedIn();
        var healthy = new Story("acme", "Bea").placed().confirmed();

        services.tell(poisoned.told());
        services.tell(healthy.told());

        assertEquals("confirmed", awaitPosition(healthy, 2).getString("status"));
        var behind = awaitStatus(
                poisoned, view -> String.valueOf(view.getString("behind")).contains("set aside"));
        assertEquals("pending", behind.getString("status"));
        assertTrue(behind.getLong("lagMs") > 0);
        var projection = operator("acme").get("/status/projections").jsonPath();
        var parked = "items[0].parked.find { it.aggregate == 'booking/" + poisoned.id + "' }.reason";
        assertTrue(projection.getString(parked).contains("'start' is no RFC 3339 time"), projection.prettify());
        assertEquals(
                List.of(),
                operator("globex").get("/status/projections").jsonPath().getList("items[0].parked"));
    }

    @Test
    void aBookingIsShownOnlyWhenItWasPlaced() {
        var mail = UUID.randomUUID();
        var story = new Story("acme", "Ana").notification(mail, "booking-confirmed", "queued", 1);
        var marker = new Story("acme", "Bea").placed();
        services.tell(story.last());
        services.tell(marker.last());
        awaitPosition(marker, 1);
        assertEquals(404, status(story).statusCode());

        services.tell(story.placed().last());

        assertEquals("queued", awaitPosition(story, 2).getString("notifications[0].state"));
    }

    @Test
    void eventsOfManyThingsAtOnceLoseNothing() {
        var story = new Story("acme", "Ana").placed();
        for (var n = 0; n < 20; n++) {
            var mail = UUID.randomUUID();
            story.notification(mail, "booking-confirmed", "queued", 1)
                    .notification(mail, "booking-confirmed", "sent", 2)
                    .attempted("find", "succeeded");
        }
        services.tell(story.told());

        var view = awaitPosition(story, 61);

        assertEquals(61, view.getLong("position"));
        assertEquals(21, view.getLong("version"));
        assertEquals(
                20, view.getList("notifications.findAll { it.state == 'sent' }").size());
        var positions = timelineOf(story).<Integer>getList("items.position").stream()
                .sorted()
                .toList();
        assertEquals(61, positions.size());
        assertEquals(61, positions.get(60));
    }

    private static JsonPath timelineOf(Story story) {
        return operator(story.tenant)
                .queryParam("limit", 500)
                .get("/status/bookings/{id}/timeline", story.id)
                .jsonPath();
    }

    @Test
    void anEventOfAKindWeDoNotKnowIsShownAndBreaksNothing() {
        var story = new Story("acme", "Ana")
                .placed()
                .any("booking.blessed", "blessed")
                .confirmed();
        services.tell(story.told());

        assertEquals("confirmed", awaitPosition(story, 3).getString("status"));
        assertEquals(
                "Status-projection reported: booking blessed.",
                capital(timeline(story).getString("items[1].title")));
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    @Test
    void aJobThatGaveUpNeedsAPersonUntilItIsPutBack() {
        var job = UUID.randomUUID();
        var story = new Story("acme", "Ana")
                .placed()
                .job(job, "partner.reserve", "dead_letter", 7, "system:jobs")
                .needsAttention();
        services.tell(story.told());
        var stuck = awaitPosition(story, 3);
        assertEquals("needs_attention", stuck.getString("status"));
        assertEquals("an operator's decision", stuck.getString("waitingFor"));
        assertEquals(job.toString(), stuck.getString("attention[0].job"));
        assertTrue(stuck.getString("attention[0].may").startsWith("Replay the job"));
        assertTrue(stuck.getBoolean("safeToRetry.value"));
        assertEquals("operator", stuck.getString("next.by"));

        services.tell(story.job(job, "partner.reserve", "queued", 8, "otto").last());
        services.tell(story.any("booking.resumed", "pending").last());

        var back = awaitPosition(story, 5);
        assertEquals("pending", back.getString("status"));
        assertEquals(List.of(), back.getList("attention"));
        var entries = timeline(story);
        assertEquals("Reserving at the partner was put back to work by a person.", entries.getString("items[3].title"));
        assertEquals("otto", entries.getString("items[3].actor"));
    }

    @Test
    void olderNewsOfAJobChangesNothing() {
        var job = UUID.randomUUID();
        var story = new Story("acme", "Ana")
                .placed()
                .job(job, "document.render", "queued", 9, "otto")
                .job(job, "document.render", "dead_letter", 8, "system:jobs");
        services.tell(story.told());

        assertEquals(List.of(), awaitPosition(story, 3).getList("attention"));
        await().atMost(ofSeconds(60))
                .until(() -> timeline(story).getList("items").size() == 3);
    }

    @ParameterizedTest
    @CsvSource({
        "suppressed, succeeded, is not sent any more.",
        "rejected, rejected, was refused for good.",
        "dead_letter, failed, could not be sent.",
    })
    void aMessageThatEndsUnsentIsNotAwaitedAnyMore(String state, String outcome, String sentence) {
        var mail = UUID.randomUUID();
        var story = new Story("acme", "Ana")
                .placed()
                .any("booking.rejected", "rejected")
                .notification(mail, "booking-rejected", "queued", 1);
        services.tell(story.told());
        assertTrue(awaitPosition(story, 3).getString("waitingFor").contains("booking-rejected"));

        services.tell(story.notification(mail, "booking-rejected", state, 2).last());

        var view = awaitPosition(story, 4);
        assertNull(view.getString("waitingFor"));
        assertNull(view.getString("expectedBy"));
        assertEquals(state, view.getString("notifications[0].state"));
        assertEquals("failed", view.getString("steps.find { it.name == 'told' }.state"));
        var entry = timeline(story).<String, Object>getMap("items[3]");
        assertEquals("The message \"booking rejected\" to ana@example.com " + sentence, entry.get("title"));
        assertEquals("For a reason.", entry.get("detail"));
        assertEquals(outcome, entry.get("outcome"));
    }

    @Test
    void aDeliveryThatGaveUpSaysWhatAPersonMayDo() {
        var job = UUID.randomUUID();
        var story = new Story("acme", "Ana")
                .placed()
                .job(job, "notification.deliver", "dead_letter", 6, "system:notification.deliver");
        services.tell(story.told());

        var may = awaitPosition(story, 2).getString("attention[0].may");
        assertTrue(may.contains("then replay it, or resolve it with evidence."), may);
        var title = timeline(story).getString("items[1].title");
        assertEquals("Sending the message was given up after 5 tries and waits for a person.", title);

        services.tell(
                story.job(job, "notification.deliver", "cancelled", 7, "otto").last());
        assertEquals(List.of(), awaitPosition(story, 3).getList("attention"));
    }
}
