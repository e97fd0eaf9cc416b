package dev.throughline.status.timeline;

import dev.throughline.status.fact.Facts;
import dev.throughline.status.fact.When;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Puts events into words. A type that is not known yet gets plain words too: it happened, and is shown. */
final class Sentences {

    private static final Map<String, Function<Facts, Sentence>> WORDS = new HashMap<>();

    static {
        WORDS.put("booking.placed", Sentences::placed);
        WORDS.put("booking.confirmed", facts -> done("%s confirmed the booking.", facts));
        WORDS.put(
                "booking.rejected",
                facts -> new Sentence(partner(facts) + " declined the booking.", reason(facts), Outcome.rejected));
        WORDS.put(
                "booking.needs-attention",
                facts -> new Sentence(
                        "The booking cannot go on without a person.", facts.text("attention"), Outcome.failed));
        WORDS.put(
                "booking.resumed",
                facts -> new Sentence("The booking goes on after a person has helped.", null, Outcome.succeeded));
        WORDS.put(
                "booking.cancelling",
                facts -> new Sentence("The cancellation of the booking was asked for.", reason(facts), Outcome.begun));
        WORDS.put(
                "booking.cancelled",
                facts -> new Sentence(
                        "The booking is cancelled; %s holds nothing any more.".formatted(partner(facts)),
                        reason(facts),
                        Outcome.succeeded));
        WORDS.put("booking.rescheduling", Sentences::rescheduling);
        WORDS.put(
                "booking.reschedule-failed",
                facts -> new Sentence(
                        "The visit was not moved; it stays on %s.".formatted(When.utc(facts.time("start"))),
                        reason(facts.in("reschedule")),
                        Outcome.rejected));
        WORDS.put(
                "booking.rescheduled",
                facts -> new Sentence(
                        "The visit was moved to %s.".formatted(When.utc(facts.time("start"))),
                        null,
                        Outcome.succeeded));
        WORDS.put(
                "visit.checked-in",
                facts -> new Sentence(
                        "%s has come and was checked in.".formatted(customer(facts)), null, Outcome.succeeded));
        WORDS.put("visit.completed", Sentences::completed);
        WORDS.put(
                "visit.no-show",
                facts ->
                        new Sentence("%s did not come to the visit.".formatted(customer(facts)), null, Outcome.failed));
        WORDS.put("partner.attempted", PartnerSentences::attempted);
        WORDS.put("partner.callback-received", PartnerSentences::calledBack);
        WORDS.put(
                "document.requested",
                facts -> new Sentence("The %s was asked for.".formatted(document(facts)), null, Outcome.begun));
        WORDS.put(
                "document.stored",
                facts -> new Sentence("The %s is ready.".formatted(document(facts)), null, Outcome.succeeded));
        WORDS.put("document.extracted", facts -> new Sentence("The uploaded file was read.", null, Outcome.succeeded));
        WORDS.put(
                "upload.accepted",
                facts -> new Sentence(
                        "An uploaded file was checked and accepted.", facts.text("fileName"), Outcome.succeeded));
        WORDS.put(
                "upload.refused",
                facts -> new Sentence("An uploaded file was refused.", reason(facts), Outcome.rejected));
        WORDS.put("notification.queued", facts -> message(facts, "is about to be sent", Outcome.begun));
        WORDS.put("notification.sent", facts -> message(facts, "was sent", Outcome.succeeded));
        WORDS.put("notification.unknown", facts -> message(facts, "may or may not have been sent", Outcome.unknown));
        WORDS.put("notification.suppressed", facts -> message(facts, "is not sent any more", Outcome.succeeded));
        WORDS.put("notification.rejected", facts -> message(facts, "was refused for good", Outcome.rejected));
        WORDS.put("notification.dead-letter", facts -> message(facts, "could not be sent", Outcome.failed));
        WORDS.put("notification.bounced", facts -> message(facts, "came back undelivered", Outcome.failed));
        WORDS.put("job.changed", JobSentences::changed);
    }

    private Sentences() {}

    static Sentence of(Facts facts) {
        return WORDS.getOrDefault(facts.event().type(), Sentences::unknown).apply(facts);
    }

    private static Sentence placed(Facts facts) {
        var price = facts.in("price");
        var cost = price.present() ? ", %s %s".formatted(price.text("amount", "?"), price.text("currency", "")) : "";
        return new Sentence(
                "The booking for %s was accepted.".formatted(customer(facts)),
                "%s with %s on %s%s."
                        .formatted(
                                facts.text("service", "A visit"), partner(facts), When.utc(facts.time("start")), cost),
                Outcome.succeeded);
    }

    private static Sentence rescheduling(Facts facts) {
        var wish = facts.in("reschedule");
        var price = wish.in("price");
        return new Sentence(
                "Another start was asked for: %s.".formatted(When.utc(wish.time("start"))),
                "It stays on %s until %s has confirmed the new start%s."
                        .formatted(
                                When.utc(facts.time("start")),
                                partner(facts),
                                price.present()
                                        ? ", at %s %s".formatted(price.text("amount", "?"), price.text("currency", ""))
                                        : ""),
                Outcome.begun);
    }

    private static Sentence completed(Facts facts) {
        var minutes = facts.number("visitMinutes");
        return new Sentence(
                "The visit took place.",
                "With %s%s."
                        .formatted(
                                facts.text("practitioner", "the practitioner"),
                                minutes == null ? "" : ", " + minutes + " minutes"),
                Outcome.succeeded);
    }

    private static Sentence message(Facts facts, String what, Outcome outcome) {
        return new Sentence(
                "The message \"%s\" to %s %s."
                        .formatted(
                                facts.text("kind", "message").replace('-', ' '),
                                facts.text("recipient", "the customer"),
                                what),
                facts.text("detail"),
                outcome);
    }

    private static Sentence unknown(Facts facts) {
        return new Sentence(
                "%s reported: %s."
                        .formatted(
                                service(facts),
                                facts.event().type().replace('.', ' ').replace('-', ' ')),
                "This view does not know this kind of event yet.",
                Outcome.succeeded);
    }

    private static Sentence done(String title, Facts facts) {
        return new Sentence(title.formatted(partner(facts)), null, Outcome.succeeded);
    }

    static String service(Facts facts) {
        var source = facts.event().source();
        return source.substring(source.lastIndexOf('/') + 1);
    }

    static String partner(Facts facts) {
        return facts.text("partner", "The partner");
    }

    private static String customer(Facts facts) {
        return facts.in("customer").text("name", "The customer");
    }

    private static String document(Facts facts) {
        return facts.text("kind", "document").replace('-', ' ');
    }

    private static String reason(Facts facts) {
        var reason = facts.text("reason");
        return reason == null ? null : "Reason: " + reason;
    }
}
