package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares all ledgers with each other when everything has settled: bookings, what the partners hold, timelines and views,
 * notifications and the mails that arrived, documents, and jobs.
 */
final class Reckoning {

    private static final Set<String> WANTED = Set.of("confirmed", "completed", "no_show");
    private static final Set<String> ENDED = Set.of("confirmed", "completed", "no_show", "rejected", "cancelled");
    private static final Map<String, Set<String>> TOLD = Map.of(
            "confirmed", Set.of("booking-confirmed"),
            "completed", Set.of("booking-confirmed", "document-stored"),
            "no_show", Set.of("booking-confirmed"),
            "rejected", Set.of("booking-rejected"),
            "cancelled", Set.of("booking-cancelled"));

    private final Place place;
    private final Client operator;
    private final Set<String> placed;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Integer> endings = new TreeMap<>();
    private final Map<String, List<JsonNode>> reservations = new HashMap<>();
    private final Map<String, Integer> arrived = new HashMap<>();
    private int made;
    private int live;
    private int mails;

    /** {@code placed}: the bookings that were accepted, by id. */
    Reckoning(Place place, Client operator, Set<String> placed) {
        this.place = place;
        this.operator = operator;
        this.placed = placed;
    }

    /** Compares once; answers what is wrong. */
    List<String> violations() throws Exception {
        for (var reservation : operator.get(place.sandbox() + "/sandbox/reservations")) {
            reservations
                    .computeIfAbsent(reservation.path("reference").asText(), any -> new ArrayList<>())
                    .add(reservation);
        }
        if (Programs.mailServer().isEmpty()) {
            for (var id : operator.get(place.url(Place.MAIL) + "/messages/ids")) {
                arrived.merge(id.asText(), 1, Integer::sum);
            }
        }
        var known = new HashSet<String>();
        for (var booking : new Pages(operator).all(place.booking() + "/bookings?")) {
            known.add(booking.path("id").asText());
            compare(booking);
        }
        require(known.equals(placed), "%d bookings were accepted, %d are there", placed.size(), known.size());
        return violations;
    }

    private void compare(JsonNode booking) throws Exception {
        var id = booking.path("id").asText();
        var status = booking.path("status").asText();
        endings.merge(status, 1, Integer::sum);
        require(ENDED.contains(status), "booking %s is still %s", id, status);
        partner(booking, id, status);
        timeline(id, status);
        view(id, status);
        notifications(id, status);
        documents(id, status);
    }

    private void partner(JsonNode booking, String id, String status) {
        var sync = booking.path("partnerSync");
        var all = reservations.getOrDefault(sync.path("reference").asText(), List.of());
        var held = all.stream()
                .filter(reservation -> reservation.path("live").asBoolean())
                .map(reservation -> reservation.path("id").asText())
                .toList();
        var wanted =
                WANTED.contains(status) ? List.of(sync.path("reservationId").asText()) : List.<String>of();
        require(held.equals(wanted), "booking %s is %s and the partner holds %s, not %s", id, status, held, wanted);
        made += all.size();
        live += held.size();
    }

    private void timeline(String id, String status) throws Exception {
        var lifecycle = new Lifecycle();
        for (var entry : new Pages(operator).all(statusOf(id) + "/timeline?")) {
            lifecycle.follow(entry.path("type").asText());
        }
        require(lifecycle.violation().isEmpty(), "booking %s went back: %s", id, lifecycle.violation());
        require(
                lifecycle.status().equals(status),
                "booking %s is %s, and %s by its timeline",
                id,
                status,
                lifecycle.status());
    }

    private void view(String id, String status) throws Exception {
        var view = operator.get(statusOf(id)).path("status").asText();
        require(view.equals(status), "booking %s is %s, and %s in its view", id, status, view);
    }

    private String statusOf(String id) {
        return place.url(Place.STATUS) + "/status/bookings/" + id;
    }

    private void notifications(String id, String status) throws Exception {
        var kinds = new ArrayList<String>();
        for (var notification :
                new Pages(operator).all(place.url(Place.NOTIFICATION) + "/notifications?booking=" + id)) {
            kinds.add(notification.path("kind").asText());
            mail(id, notification);
        }
        var once = new HashSet<>(kinds);
        require(once.size() == kinds.size(), "the customer of booking %s was told twice: %s", id, kinds);
        require(
                once.containsAll(TOLD.getOrDefault(status, Set.of())),
                "booking %s is %s and its customer was told of %s",
                id,
                status,
                kinds);
    }

    private void mail(String id, JsonNode notification) {
        var state = notification.path("state").asText();
        var times = arrived.getOrDefault(notification.path("messageId").asText(), 0);
        var expected =
                switch (state) {
                    case "sent" -> times == 1;
                    case "unknown" -> times <= 1;
                    case "suppressed" -> times == 0;
                    default -> false;
                };
        mails += times;
        require(
                expected || Programs.mailServer().isPresent(),
                "notification %s of booking %s is %s and arrived %d times",
                notification.path("kind").asText(),
                id,
                state,
                times);
    }

    private void documents(String id, String status) throws Exception {
        var states = new ArrayList<String>();
        operator.get(place.url(Place.DOCUMENT) + "/documents?booking=" + id)
                .path("items")
                .forEach(document -> states.add(document.path("state").asText()));
        var wanted = status.equals("completed") ? List.of("stored") : List.<String>of();
        require(states.equals(wanted), "booking %s is %s and has documents %s", id, status, states);
    }

    private void require(boolean holds, String otherwise, Object... values) {
        if (!holds) {
            violations.add(otherwise.formatted(values));
        }
    }

    void print() {
        System.out.printf("bookings ended        %s%n", endings);
        System.out.printf("reservations          %d were made, %d are live%n", made, live);
        System.out.printf("mails                 %d arrived%n", mails);
    }
}
