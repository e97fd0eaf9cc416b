package dev.throughline.status.timeline;

import dev.throughline.status.fact.Facts;
import java.util.Map;

/** What became of background work that needed a person. */
final class JobSentences {

    private static final Map<String, String> WORK = Map.of(
            "partner.reserve", "Reserving at the partner",
            "partner.reconcile", "Checking the partner's side",
            "partner.cancel", "Cancelling at the partner",
            "partner.reschedule", "Reserving another start at the partner",
            "partner.release", "Releasing a start that is not needed any more",
            "partner.verify", "Comparing with what the partner shows",
            "partner.callback", "Taking in the partner's news",
            "document.render", "Making the report",
            "notification.deliver", "Sending the message");

    private JobSentences() {}

    static Sentence changed(Facts facts) {
        var kind = facts.text("kind", "job");
        var work = WORK.getOrDefault(kind, "The work \"" + kind + "\" in " + Sentences.service(facts));
        var reason = facts.text("reason");
        return switch (facts.text("state", "")) {
            case "dead_letter" ->
                new Sentence(
                        work + " was given up after %s and waits for a person.".formatted(attempts(facts)),
                        reason,
                        Outcome.failed);
            case "queued" -> new Sentence(work + " was put back to work by a person.", reason, Outcome.begun);
            case "cancelled" -> new Sentence(work + " was called off by a person.", reason, Outcome.succeeded);
            case "succeeded" -> new Sentence(work + " was settled.", reason, Outcome.succeeded);
            default ->
                new Sentence(work + " is now " + facts.text("state", "changed") + ".", reason, Outcome.succeeded);
        };
    }

    private static String attempts(Facts facts) {
        var attempts = facts.number("attempts");
        if (attempts == null) {
            return "all its tries";
        }
        return attempts == 1 ? "one try" : attempts + " tries";
    }
}
