package dev.throughline.local;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Moving a visit, asked of the real programs: the old reservation is kept until the new one holds. */
class RescheduleIT {

    private static final String CHRISTMAS_EVENING = "2030-12-25T18:00:00Z";

    private static TestStack stack;
    private static String customer;
    private static String operator;
    private static Moves moves;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.get();
        customer = stack.token("customer", "acme", "mover");
        operator = stack.token("operator", "acme", "operator-1");
        moves = new Moves(stack, customer);
    }

    @AfterEach
    void forgetFaults() throws Exception {
        stack.sandbox("DELETE", "/sandbox/faults", null);
    }

    @Test
    void theVisitMovesWhenThePartnerHasConfirmedTheNewStart() throws Exception {
        var id = stack.confirmed(customer, "harbour");
        var before = moves.booking(id);

        var accepted = moves.ask(id, CHRISTMAS_EVENING);

        assertEquals(202, accepted.status(), accepted.raw()::body);
        for (var header : List.of("Consistency-Token", "Operation-Id", "Location")) {
            assertTrue(accepted.raw().headers().firstValue(header).isPresent(), header);
        }
        var asked = accepted.json();
        assertEquals("confirmed", asked.path("status").asText());
        assertEquals(Moves.FORMER, asked.path("start").asText());
        assertEquals(before.path("price"), asked.path("price"));
        var wish = asked.path("reschedule");
        assertEquals("requested", wish.path("state").asText());
        assertEquals(CHRISTMAS_EVENING, wish.path("start").asText());
        assertEquals(id + "-r1", wish.path("reference").asText());
        // 60.00, the holiday's 50 % and the evening's 20 % of it.
        assertEquals("102.00", wish.path("price").path("amount").asText());
        assertEquals(
                List.of("base", "evening", "holiday"),
                wish.path("breakdown").findValuesAsText("rule").stream()
                        .sorted()
                        .toList());

        var moved = moves.settled(id, "moved");
        assertEquals("done", moved.path("reschedule").path("state").asText());
        assertEquals(CHRISTMAS_EVENING, moved.path("start").asText());
        assertEquals(wish.path("price"), moved.path("price"));
        assertEquals(1, moves.reservations(id).size());
        assertEquals("cancelled", moves.reservations(id).path(0).path("status").asText());
        awaitMailAndView(id);
    }

    private static void awaitMailAndView(String id) {
        await("view and mail of " + id)
                .atMost(ofSeconds(90))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> {
                    var view = stack.get(Place.STATUS, "/status/bookings/" + id, operator);
                    assertTrue(view.path("headline").asText().contains("25 Dec 2030, 18:00 UTC"), view::toString);
                    assertEquals("confirmed", view.path("partner").path("state").asText());
                    var titles = stack.get(Place.STATUS, "/status/bookings/" + id + "/timeline", operator)
                            .findValuesAsText("title");
                    assertTrue(titles.contains("The visit was moved to 25 Dec 2030, 18:00 UTC."), titles::toString);
                    var told = stack.get(Place.NOTIFICATION, "/notifications?booking=" + id, operator)
                            .path("items");
                    assertEquals(1, count(told, "booking-rescheduled", "sent"), told::toString);
                });
    }

    private static long count(JsonNode notifications, String kind, String state) {
        var found = 0;
        for (var each : notifications) {
            if (each.path("kind").asText().equals(kind)
                    && each.path("state").asText().equals(state)) {
                found++;
            }
        }
        return found;
    }

    @Test
    void aRepeatedRequestIsTheSameMove() throws Exception {
        var id = stack.confirmed(customer, "meridian");
        var key = UUID.randomUUID().toString();
        var workers = Executors.newFixedThreadPool(10);
        var calls = new ArrayList<Callable<TestStack.Reply>>();
        for (var i = 0; i < 10; i++) {
            calls.add(() -> moves.ask(id, CHRISTMAS_EVENING, key));
        }
        var replies = new ArrayList<TestStack.Reply>();
        for (var call : workers.invokeAll(calls)) {
            replies.add(call.get());
        }
        workers.shutdown();

        assertEquals(
                List.of(202),
                replies.stream().map(TestStack.Reply::status).distinct().toList());
        assertEquals(
                1, replies.stream().map(reply -> reply.raw().body()).distinct().count());
        assertEquals(9, replies.stream().filter(TestStack.Reply::replayed).count());
        moves.settled(id, "moved");
        assertEquals(1, moves.reservations(id + "-r1").size());
        assertEquals(422, moves.ask(id, "2030-12-27T09:00:00Z", key).status());
    }

    @Test
    void whatThePartnerRejectsLeavesTheVisitWhereItWas() throws Exception {
        var id = stack.confirmed(customer, "summit");

        moves.ask(id, "2030-12-22T09:00:00Z");

        var stayed = moves.settled(id, "rejected");
        assertEquals("rejected", stayed.path("reschedule").path("state").asText());
        assertEquals(
                "Closed on Sundays.", stayed.path("reschedule").path("reason").asText());
        assertEquals(Moves.FORMER, stayed.path("start").asText());
        assertEquals(id, stayed.path("partnerSync").path("reference").asText());

        assertEquals(202, moves.ask(id, "2030-12-24T09:00:00Z").status());
        var moved = moves.settled(id, "moved after a rejection");
        assertEquals("2030-12-24T09:00:00Z", moved.path("start").asText());
        assertEquals(id + "-r2", moved.path("partnerSync").path("reference").asText());
    }

    @Test
    void whatWeGiveUpAskingForLeavesTheVisitWhereItWas() throws Exception {
        var id = stack.confirmed(customer, "meridian");
        fault(id, "reserve drop_before 1000");

        moves.ask(id, CHRISTMAS_EVENING);

        var stayed = moves.settled(id, "given up");
        assertEquals("failed", stayed.path("reschedule").path("state").asText());
        assertFalse(stayed.path("reschedule").path("reason").asText().isEmpty());
        assertEquals(Moves.FORMER, stayed.path("start").asText());
        var given = stack.get("/jobs?state=dead_letter&kind=partner.reschedule&subject=booking/" + id, operator)
                .path("items");
        assertEquals(1, given.size(), given::toString);
    }

    @Test
    void aCancellationEndsTheMoveAsWell() throws Exception {
        var id = stack.confirmed(customer, "meridian");
        fault(id, "reserve timeout_after 1", "reserve callback_late 1", "find drop_before 1000");
        moves.ask(id, CHRISTMAS_EVENING);
        await().atMost(ofSeconds(60))
                .until(() -> !moves.reservations(id + "-r1").isEmpty());

        stack.act(id, customer, "cancel", "{\"reason\":\"Not at all, then.\"}");
        assertEquals("cancelling", moves.booking(id).path("status").asText());
        stack.sandbox("DELETE", "/sandbox/faults", null);

        stack.awaitStatus(id, customer, "cancelled");
        var ended = moves.settled(id, "cancelled");
        assertEquals("cancelled", ended.path("reschedule").path("state").asText());
        assertEquals(1, moves.reservations(id + "-r1").size());
    }

    @Test
    void aVisitThatBeginsIsNotMovedAnyMore() throws Exception {
        var id = stack.confirmed(customer, "meridian");
        fault(id, "reserve drop_before 1000");
        moves.ask(id, CHRISTMAS_EVENING);

        var second = moves.ask(id, "2030-12-27T09:00:00Z");
        assertEquals(409, second.status());
        assertEquals("rescheduling", second.json().path("currentState").asText());
        assertEquals("not_allowed_now", second.json().path("action").asText());
        assertEquals(
                "[\"cancel\",\"check-in\",\"complete\",\"no-show\"]",
                second.json().path("allowed").toString());
        stack.act(id, operator, "check-in", "{}");
        stack.sandbox("DELETE", "/sandbox/faults", null);

        var here = moves.settled(id, "checked in");
        assertEquals("cancelled", here.path("reschedule").path("state").asText());
        assertEquals(Moves.FORMER, here.path("start").asText());
        var late = moves.ask(id, CHRISTMAS_EVENING);
        assertEquals(409, late.status());
        assertEquals("checked_in", late.json().path("currentState").asText());
    }

    @Test
    void whatCannotBeIsRefusedPreciselyAndChangesNothing() throws Exception {
        var id = stack.confirmed(customer, "meridian");
        var before = moves.booking(id);
        var reasons = Map.of(
                "2020-01-01T09:00:00Z",
                "must be in the future",
                "2030-12-24T09:01:00Z",
                "must be on a full five minutes",
                "2090-12-24T09:00:00Z",
                "must be within 3650 days from now",
                Moves.FORMER,
                "is when the visit is booked for already");
        for (var reason : reasons.entrySet()) {
            var refused = moves.ask(id, reason.getKey());
            assertEquals(400, refused.status());
            assertEquals(
                    List.of("start"), refused.json().path("violations").findValuesAsText("field"), refused.raw()::body);
            assertEquals(
                    List.of(reason.getValue()),
                    refused.json().path("violations").findValuesAsText("message"));
        }
        for (var body : List.of("{}", "{\"start\":\"soon\"}", "{\"start\":null}", "{\"start\":1}", "[]", "")) {
            assertEquals(400, send(id, customer, body).status(), body);
        }
        assertEquals(
                400,
                send(id, customer, "{\"start\":\"%s\",\"price\":1}".formatted(CHRISTMAS_EVENING))
                        .status());
        var stranger = stack.token("customer", "acme", "somebody-else");
        var wish = "{\"start\":\"%s\"}".formatted(CHRISTMAS_EVENING);
        assertEquals(404, send(id, stranger, wish).status());
        assertEquals(404, send(id, stack.token("operator", "globex", "o"), wish).status());
        assertEquals(403, send(id, stack.token("auditor", "acme", "a"), wish).status());
        // Its verification may come in between; nothing that a client decides by has changed.
        var after = moves.booking(id);
        for (var member : List.of("start", "price", "status", "reschedule")) {
            assertEquals(before.path(member), after.path(member));
        }
    }

    private static TestStack.Reply send(String id, String token, String body) throws Exception {
        return stack.send(
                "POST",
                stack.place.booking() + "/bookings/" + id + "/reschedule",
                token,
                body,
                Map.of("Idempotency-Key", UUID.randomUUID().toString()));
    }

    /** Plans faults, each "operation fault times", for the new start of {@code booking} only. */
    private static void fault(String booking, String... faults) throws Exception {
        var plan = TestStack.JSON.createArrayNode();
        for (var fault : faults) {
            var words = fault.split(" ");
            plan.addObject()
                    .put("operation", words[0])
                    .put("fault", words[1])
                    .put("times", Integer.parseInt(words[2]))
                    .put("delayMs", 20_000)
                    .put("reference", booking + "-r1");
        }
        stack.sandbox("PUT", "/sandbox/faults", plan.toString());
    }
}
