package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Prints what happened to bookings. */
final class Timelines {

    private Timelines() {}

    static void print(List<SampleDay.Line> lines, int inFull) {
        lines.stream().limit(inFull).forEach(Timelines::inFull);
        System.out.println();
        lines.stream().skip(inFull).forEach(Timelines::inOneLine);
    }

    private static void inFull(SampleDay.Line line) {
        var booking = line.booking();
        System.out.printf("%n%s  %s%n", line.name(), what(line));
        entry(booking.path("createdAt").asText(), "accepted at %s %s".formatted(line.price(), currency(booking)));
        for (var attempt : line.attempts()) {
            entry(
                    attempt.path("startedAt").asText(),
                    "%s asked to %s"
                            .formatted(
                                    attempt.path("partner").asText(),
                                    attempt.path("operation").asText()));
            entry(
                    attempt.path("endedAt").asText(),
                    "%s: %s%s"
                            .formatted(
                                    attempt.path("outcome").asText(),
                                    attempt.path("detail").asText(),
                                    state(attempt)));
        }
        entry(booking.path("updatedAt").asText(), outcome(booking));
    }

    private static String state(JsonNode attempt) {
        var received = attempt.path("received");
        return received.has("status")
                ? " reservation %s is %s"
                        .formatted(
                                received.path("id").asText(),
                                received.path("status").asText())
                : "";
    }

    private static void entry(String at, String what) {
        System.out.printf("     %-28s %s%n", at, what);
    }

    private static void inOneLine(SampleDay.Line line) {
        System.out.printf(
                "%s  %-74s %s %s  %s%n",
                line.name(), what(line), line.price(), currency(line.booking()), outcome(line.booking()));
    }

    private static String what(SampleDay.Line line) {
        var booking = line.booking();
        return "%s at %s, %s, for %s"
                .formatted(
                        booking.path("service").asText(),
                        booking.path("partner").asText(),
                        booking.path("start").asText(),
                        booking.path("customer").path("name").asText());
    }

    private static String outcome(JsonNode booking) {
        var reason = booking.path("statusReason");
        return booking.path("status").asText()
                + (reason.isNull() || reason.isMissingNode() ? "" : ": " + reason.asText());
    }

    private static String currency(JsonNode booking) {
        return booking.path("price").path("currency").asText();
    }
}
