package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.Set;

/** What the configuration says about which jobs may start, for all tenants: limits of keys, and kinds that are paused. */
@ApplicationScoped
class JobLimits {

    private final String json;
    private final Set<String> pausedKinds;

    JobLimits(JobSettings settings, ObjectMapper mapper) {
        var limits = mapper.createArrayNode();
        settings.limits().forEach((key, limit) -> limits.add(row(mapper, key, limit)));
        this.json = limits.toString();
        this.pausedKinds = settings.pausedKinds().orElse(Set.of());
    }

    /** The limits of keys as the claim wants them: {@code [{"key": "partner/*", "concurrency": 4, "perMinute": 120}]}. */
    String json() {
        return json;
    }

    /** Those of {@code kinds} whose jobs may start at all. */
    String[] notPaused(Collection<String> kinds) {
        return kinds.stream().filter(kind -> !isPaused(kind)).toArray(String[]::new);
    }

    boolean isPaused(String kind) {
        return pausedKinds.contains(kind);
    }

    private static ObjectNode row(ObjectMapper mapper, String key, JobSettings.Limit limit) {
        var row = mapper.createObjectNode().put("key", key);
        put(row, key, "concurrency", limit.concurrency());
        put(row, key, "perMinute", limit.perMinute());
        if (row.size() == 1) {
            throw new IllegalArgumentException(
                    "throughline.jobs.limits.\"%s\" has neither concurrency nor per-minute.".formatted(key));
        }
        return row;
    }

    private static void put(ObjectNode row, String key, String what, OptionalInt value) {
        if (value.isPresent() && value.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "throughline.jobs.limits.\"%s\": %s must be 1 or more, not %d; to stop a kind, pause it."
                            .formatted(key, what, value.getAsInt()));
        }
        value.ifPresent(bound -> row.put(what, bound));
    }
}
