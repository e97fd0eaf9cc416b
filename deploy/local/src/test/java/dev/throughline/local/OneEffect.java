package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;

/** What must be true of a case when all has settled, in every service and outside: its effect is there, once. */
final class OneEffect {

    private final TestStack stack;
    private final CrashCase crash;
    private final Outside outside;

    OneEffect(TestStack stack, CrashCase crash) {
        this.stack = stack;
        this.crash = crash;
        this.outside = new Outside(stack, crash);
    }

    /** Waits until nothing is left to do for the case, and looks. */
    void await() throws Exception {
        Awaitility.await("no work is left of " + crash)
                .atMost(Duration.ofSeconds(240))
                .pollDelay(Duration.ZERO)
                .until(() -> outside.openJobs() == 0);
        reservations();
        mails();
        if (crash.work == KindOfJob.render) {
            document();
        }
        Awaitility.await("the view of " + crash)
                .atMost(Duration.ofSeconds(240))
                .pollDelay(Duration.ZERO)
                .until(() -> view().path("status").asText().equals(ending()));
    }

    private String ending() {
        return switch (crash.work) {
            case cancel, verify -> "cancelled";
            case render -> "completed";
            case reserve, reconcile, callback, reschedule, release, deliver -> "confirmed";
        };
    }

    private JsonNode view() throws Exception {
        return stack.get(Place.STATUS, "/status/bookings/" + crash.booking(), crash.operator);
    }

    private void reservations() throws Exception {
        var booking = stack.get("/bookings/" + crash.booking(), crash.operator);
        assertEquals(ending(), booking.path("status").asText(), crash::toString);
        var made = crash.work == KindOfJob.reconcile ? 2 : 1;
        assertEquals(made, outside.reservations(crash.booking()).size(), crash::toString);
        var live = new ArrayList<>(outside.live(crash.booking()));
        if (crash.work.moves()) {
            assertEquals(List.of(), live, crash::toString);
            var reference = Outside.moved(crash.booking());
            assertEquals(1, outside.reservations(reference).size(), crash::toString);
            live.addAll(outside.live(reference));
        }
        var wanted = ending().equals("cancelled")
                ? List.of()
                : List.of(booking.path("partnerSync").path("reservationId").asText());
        assertEquals(wanted, live, crash::toString);
        assertEquals(crash.work == KindOfJob.verify ? 1 : 0, outside.drifts(), crash::toString);
        assertEquals(0, outside.unappliedCallbacks(), crash::toString);
    }

    /** None twice; and whether one whose sender died has arrived is said to be unknown, and only then. */
    private void mails() throws Exception {
        var subjects = outside.mails();
        assertEquals(new HashSet<>(subjects).size(), subjects.size(), () -> crash + " has sent " + subjects);
        if (crash.work == KindOfJob.deliver) {
            assertEquals(1, subjects.size(), () -> crash + " has sent " + subjects);
            var states = notifications();
            assertEquals(List.of(inDoubt() ? "unknown" : "sent"), states, crash::toString);
        }
    }

    private boolean inDoubt() {
        return switch (crash.boundary) {
            case before_answer, before_record, before_commit, heartbeat -> true;
            case before_send, before_hearing, before_acknowledgement -> false;
        };
    }

    private List<String> notifications() throws Exception {
        var states = new ArrayList<String>();
        var found = stack.get(Place.NOTIFICATION, "/notifications?booking=" + crash.booking(), crash.operator);
        found.path("items").forEach(item -> states.add(item.path("state").asText()));
        return states;
    }

    private void document() throws Exception {
        var found = stack.get(Place.DOCUMENT, "/documents?booking=" + crash.booking(), crash.operator)
                .path("items");
        assertEquals(1, found.size(), crash::toString);
        assertEquals("stored", found.path(0).path("state").asText(), crash::toString);
        assertEquals(1, outside.contents(), crash::toString);
        var url = stack.place.url(Place.DOCUMENT) + "/documents/"
                + found.path(0).path("id").asText() + "/content";
        var hash = MessageDigest.getInstance("SHA-256")
                .digest(stack.bytes(url, crash.operator).body());
        assertEquals(found.path(0).path("sha256").asText(), HexFormat.of().formatHex(hash), crash::toString);
    }
}
