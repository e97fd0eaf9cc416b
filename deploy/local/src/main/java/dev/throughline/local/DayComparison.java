package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Compares what every service says of a booking with what its line of the sample day names: the view, the report with its
 * bytes, the notifications, and the mails that really arrived.
 */
final class DayComparison {

    private static final Map<String, List<String>> NOTIFICATIONS = Map.of(
            "completed", List.of("booking-confirmed", "document-stored"),
            "cancelled", List.of("booking-cancelled", "booking-confirmed"),
            "rejected", List.of("booking-rejected"));

    private static final Set<String> SETTLED = Set.of("sent", "unknown");

    private final Place place;
    private final Client operator;
    private final Counts counts = new Counts();
    private final Map<String, JsonNode> told = new ConcurrentHashMap<>();

    DayComparison(Place place, Client operator) {
        this.place = place;
        this.operator = operator;
    }

    /** Waits until all that belongs to the booking is there, and notes in {@code line} where it differs. */
    void compare(SampleDay.Line line) throws Exception {
        var ending = line.asked().path("expect").path("status").asText();
        counts.add("the file", ending, 1);
        counts.add("booking-service", line.booking().path("status").asText(), 1);
        documents(line, ending);
        notifications(line, ending);
        view(line, ending);
    }

    private void documents(SampleDay.Line line, String ending) throws Exception {
        var expected = ending.equals("completed") ? 1 : 0;
        var url = place.url(Place.DOCUMENT) + "/documents?booking=" + line.id();
        var found = operator.until(url, list -> stored(list) >= expected).path("items");
        counts.add("reports stored", ending, stored(found));
        if (found.size() != expected) {
            line.differences().add("%d documents, expected %d".formatted(found.size(), expected));
        }
        for (var document : found) {
            content(line, document);
        }
    }

    private static int stored(JsonNode list) {
        var items = list.has("items") ? list.path("items") : list;
        var stored = 0;
        for (var document : items) {
            stored += document.path("state").asText().equals("stored") ? 1 : 0;
        }
        return stored;
    }

    private void content(SampleDay.Line line, JsonNode document) throws Exception {
        var bytes = operator.bytes("%s/documents/%s/content"
                .formatted(place.url(Place.DOCUMENT), document.path("id").asText()));
        var hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        if (!hash.equals(document.path("sha256").asText())) {
            line.differences().add("the report's bytes are not those of its hash");
        }
    }

    private void notifications(SampleDay.Line line, String ending) throws Exception {
        var expected = NOTIFICATIONS.getOrDefault(ending, List.of());
        var url = place.url(Place.NOTIFICATION) + "/notifications?booking=" + line.id();
        var found = operator.until(url, list -> settled(list).size() >= expected.size());
        counts.add("notifications sent", ending, in(found, "sent").size());
        if (!in(found, "unknown").isEmpty()) {
            counts.add("notifications in doubt", ending, in(found, "unknown").size());
        }
        if (!settled(found).equals(expected)) {
            line.differences().add("told of %s, expected %s".formatted(settled(found), expected));
        }
        told.put(line.id(), found.path("items"));
    }

    /** A mail whose sender was killed before it heard the answer stays in doubt, and is not sent again by itself. */
    private static List<String> settled(JsonNode list) {
        return Stream.concat(in(list, "sent").stream(), in(list, "unknown").stream())
                .sorted()
                .toList();
    }

    private static List<String> in(JsonNode list, String state) {
        var kinds = new ArrayList<String>();
        for (var notification : list.path("items")) {
            if (notification.path("state").asText().equals(state)) {
                kinds.add(notification.path("kind").asText());
            }
        }
        return kinds;
    }

    /** Compares the mails that arrived with what was found to be sent; call it after all lines were compared. */
    void compareMails(List<SampleDay.Line> lines) throws Exception {
        if (Programs.mailServer().isPresent()) {
            return;
        }
        var arrived = new HashMap<String, Integer>();
        for (var mail : operator.get(place.url(Place.MAIL) + "/messages?limit=20000")) {
            arrived.merge(mail.path("messageId").asText(), 1, Integer::sum);
        }
        lines.forEach(line -> compareMails(line, arrived));
    }

    private void compareMails(SampleDay.Line line, Map<String, Integer> arrived) {
        var ending = line.asked().path("expect").path("status").asText();
        for (var notification : told.get(line.id())) {
            var times = arrived.getOrDefault(notification.path("messageId").asText(), 0);
            counts.add("mails arrived", ending, times);
            var inDoubt = notification.path("state").asText().equals("unknown");
            if (times != 1 && !(inDoubt && times == 0)) {
                line.differences()
                        .add("the mail %s arrived %d times"
                                .formatted(notification.path("kind").asText(), times));
            }
        }
    }

    private void view(SampleDay.Line line, String ending) throws Exception {
        var expected = NOTIFICATIONS.getOrDefault(ending, List.of()).size();
        var view = operator.until(
                place.url(Place.STATUS) + "/status/bookings/" + line.id(),
                found -> found.path("status").asText().equals(ending)
                        && settledIn(found) == expected
                        && stored(found.path("documents")) == (ending.equals("completed") ? 1 : 0));
        counts.add("views", view.path("status").asText(), 1);
        if (!view.path("status").asText().equals(ending) || settledIn(view) != expected) {
            line.differences()
                    .add("the view says %s with %d messages"
                            .formatted(view.path("status").asText(), settledIn(view)));
        }
    }

    private static int settledIn(JsonNode view) {
        var settled = 0;
        for (var notification : view.path("notifications")) {
            settled += SETTLED.contains(notification.path("state").asText()) ? 1 : 0;
        }
        return settled;
    }

    /** Counts what the partners hold for bookings that ended so. */
    void holds(String ending, int reservations) {
        counts.add("reservations live at the partners", ending, reservations);
    }

    void print() {
        counts.print();
    }
}
