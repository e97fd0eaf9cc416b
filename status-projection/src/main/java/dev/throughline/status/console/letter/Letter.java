package dev.throughline.status.console.letter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.status.console.service.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A job that gave up.
 *
 * @param draft what was entered for it
 */
public record Letter(
        String service,
        UUID id,
        String kind,
        String subject,
        String why,
        Instant since,
        int attempts,
        String verdict,
        String because,
        List<Evidence> evidence,
        Draft draft) {

    /**
     * What an operator wants done with it.
     *
     * @param key under which it is carried out once, however often it is sent
     * @param found what a person has found out in place of the ledger
     * @param trouble why the last attempt to do it failed; {@code null} if there was none
     */
    public record Draft(String key, String reason, String outcome, String found, Trouble trouble) {

        static Draft empty(String key) {
            return new Draft(key, "", "", "", null);
        }

        Draft failed(Trouble met) {
            return new Draft(key, reason, outcome, found, met);
        }
    }

    /** An attempt that decides the verdict; {@code outcome} is {@code null} if it has no end on record. */
    public record Evidence(int attempt, Instant at, String outcome, boolean sent, String detail) {}

    static Letter of(String service, JsonNode job, String key) {
        var verdict = job.path("verdict");
        var evidence = new ArrayList<Evidence>();
        verdict.path("evidence")
                .forEach(each -> evidence.add(new Evidence(
                        each.path("attempt").asInt(),
                        instant(each.path("at")),
                        each.path("outcome").asText(null),
                        each.path("sent").asBoolean(),
                        each.path("detail").asText(null))));
        return new Letter(
                service,
                UUID.fromString(job.path("id").asText()),
                job.path("kind").asText(),
                job.path("subject").asText(null),
                job.path("reason").asText(null),
                instant(job.hasNonNull("finishedAt") ? job.path("finishedAt") : job.path("updatedAt")),
                job.path("attempts").size(),
                verdict.path("decision").asText("unsafe"),
                verdict.path("reason").asText(""),
                evidence,
                Draft.empty(key));
    }

    private static Instant instant(JsonNode time) {
        return time.isTextual() ? Instant.parse(time.asText()) : null;
    }

    /** The same, with what was entered for it. */
    Letter with(Draft entered) {
        return new Letter(service, id, kind, subject, why, since, attempts, verdict, because, evidence, entered);
    }

    public boolean replayable() {
        return !verdict.equals("unsafe");
    }
}
