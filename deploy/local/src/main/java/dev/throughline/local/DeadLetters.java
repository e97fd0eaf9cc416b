package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks after jobs as an operator does: what has given up and may be replayed is replayed, a few times. */
final class DeadLetters {

    private static final List<String> SERVICES = List.of(Place.BOOKING, Place.NOTIFICATION, Place.DOCUMENT);
    private static final List<String> OPEN = List.of("queued", "running", "failed");
    private static final int MOST_REPLAYS = 3;

    private final Place place;
    private final Client operator;
    private final Map<String, Integer> replays = new HashMap<>();
    private final ObjectMapper json = new ObjectMapper();

    DeadLetters(Place place, Client operator) {
        this.place = place;
        this.operator = operator;
    }

    /** Whether no job of any service waits, runs, or is going to be tried again. */
    boolean nothingIsOpen() throws Exception {
        for (var service : SERVICES) {
            for (var state : OPEN) {
                if (!jobs(service, state).isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Replays what may be replayed; answers whether there was anything. */
    boolean replay() throws Exception {
        var replayed = false;
        for (var service : SERVICES) {
            for (var job : jobs(service, "dead_letter")) {
                replayed |= replay(service, job);
            }
        }
        return replayed;
    }

    private boolean replay(String service, JsonNode job) throws Exception {
        var id = job.path("id").asText();
        var before = replays.getOrDefault(id, 0);
        if (decision(job).equals("unsafe") || before == MOST_REPLAYS) {
            return false;
        }
        replays.put(id, before + 1);
        operator.post(
                "%s/jobs/%s/replay".formatted(place.url(service), id),
                "fault-run-replay-%s-%d".formatted(id, before),
                json.createObjectNode().put("reason", "The faults are over."));
        return true;
    }

    /** What is left, each either a mail in doubt, as it must be, or a violation. */
    List<String> violations() throws Exception {
        var violations = new ArrayList<String>();
        for (var service : SERVICES) {
            for (var job : jobs(service, "dead_letter")) {
                if (!isExplained(job)) {
                    violations.add("job %s (%s of %s) is a dead letter: %s; its verdict is %s"
                            .formatted(
                                    job.path("id").asText(),
                                    job.path("kind").asText(),
                                    job.path("subject").asText(),
                                    job.path("reason").asText(),
                                    job.path("verdict")));
                }
            }
        }
        return violations;
    }

    /** Whether its verdict forbids a replay, says why, and names the attempt that makes it so. */
    private static boolean isExplained(JsonNode job) {
        var verdict = job.path("verdict");
        return job.path("effect").asText().equals("unrepeatable")
                && decision(job).equals("unsafe")
                && !job.path("reason").asText().isBlank()
                && !verdict.path("reason").asText().isBlank()
                && !verdict.path("evidence").isEmpty();
    }

    int inDoubt() throws Exception {
        return jobs(Place.NOTIFICATION, "dead_letter").size();
    }

    int replays() {
        return replays.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String decision(JsonNode job) {
        return job.path("verdict").path("decision").asText();
    }

    private List<JsonNode> jobs(String service, String state) throws Exception {
        return new Pages(operator).all("%s/jobs?state=%s".formatted(place.url(service), state));
    }
}
