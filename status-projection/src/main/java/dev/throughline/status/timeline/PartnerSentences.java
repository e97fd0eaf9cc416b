package dev.throughline.status.timeline;

import dev.throughline.status.fact.Facts;

/** What was said between us and a partner. */
final class PartnerSentences {

    private PartnerSentences() {}

    static Sentence attempted(Facts facts) {
        var partner = Sentences.partner(facts);
        var outcome = Outcome.of(facts.text("outcome"));
        var title =
                switch (facts.text("operation", "")) {
                    case "reserve" -> reserved(partner, outcome);
                    case "find" -> found(partner, outcome);
                    case "cancel" -> cancelled(partner, outcome);
                    default -> "%s was asked something.".formatted(partner);
                };
        return new Sentence(title, facts.text("detail"), outcome);
    }

    private static String reserved(String partner, Outcome outcome) {
        var words =
                switch (outcome) {
                    case succeeded -> "%s took the reservation.";
                    case rejected -> "%s refused the reservation.";
                    case unknown -> "The reservation was sent to %s, and it is unknown whether it was made.";
                    default -> "The reservation could not be made at %s; nothing reached it.";
                };
        return words.formatted(partner);
    }

    private static String found(String partner, Outcome outcome) {
        var words =
                switch (outcome) {
                    case succeeded -> "%s said what it holds under our reference.";
                    case rejected -> "%s refused to say what it holds under our reference.";
                    default -> "%s did not say what it holds under our reference.";
                };
        return words.formatted(partner);
    }

    private static String cancelled(String partner, Outcome outcome) {
        var words =
                switch (outcome) {
                    case succeeded -> "%s cancelled the reservation.";
                    case rejected -> "%s refused to cancel the reservation.";
                    case unknown -> "The cancellation was sent to %s, and it is unknown whether it was done.";
                    default -> "The cancellation could not be sent to %s.";
                };
        return words.formatted(partner);
    }

    static Sentence calledBack(Facts facts) {
        var partner = Sentences.partner(facts);
        var state = facts.text("state", "changed").replace('_', ' ');
        return new Sentence(
                "%s told us by itself that the reservation is %s.".formatted(partner, state),
                facts.text("detail"),
                Outcome.succeeded);
    }
}
