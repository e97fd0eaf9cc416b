package dev.throughline.kit.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.throughline.kit.time.Ids;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final JsonNode SENT = JsonNodeFactory.instance.objectNode();

    private static Job job(JobState state, Effect effect) {
        return new Job(
                Ids.next(),
                "acme",
                "kind",
                "booking/1",
                Ids.next(),
                state,
                null,
                effect,
                SENT,
                1,
                0,
                8,
                NOW,
                null,
                null,
                1,
                0,
                null,
                NOW,
                NOW,
                null,
                "",
                0,
                null);
    }

    private static Attempt attempt(Outcome outcome, JsonNode sent) {
        return new Attempt(
                1,
                NOW,
                outcome == null ? null : NOW,
                outcome,
                "detail",
                sent,
                sent == null ? null : NOW,
                null,
                "w",
                null);
    }

    @ParameterizedTest
    @CsvSource({
        "none, unknown, safe",
        "idempotent, unknown, safe",
        "findable, unknown, reconcile_first",
        "unrepeatable, unknown, unsafe",
        "findable, failed, safe",
        "unrepeatable, failed, safe",
        "unrepeatable, rejected, safe",
    })
    void theVerdictFollowsFromTheEffectAndTheWorstAttempt(Effect effect, Outcome outcome, Verdict.Decision decision) {
        var attempts = List.of(attempt(Outcome.failed, null), attempt(outcome, SENT));
        assertEquals(
                decision,
                Verdict.of(job(JobState.dead_letter, effect), attempts).decision());
    }

    @Test
    void anAttemptWithoutAnEndIsDoubtfulOnceItHasAnnouncedAnEffect() {
        var job = job(JobState.running, Effect.unrepeatable);
        assertEquals(
                Verdict.Decision.unsafe,
                Verdict.of(job, List.of(attempt(null, SENT))).decision());
        assertEquals(
                Verdict.Decision.safe,
                Verdict.of(job, List.of(attempt(null, null))).decision());
    }

    @Test
    void whatHasSucceededHasNothingToReplay() {
        assertNull(Verdict.of(job(JobState.succeeded, Effect.findable), List.of()));
    }
}
