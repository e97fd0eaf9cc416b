package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The partners' own ledger, by our references. */
final class PartnerLedger {

    private static final Set<String> WANTED = Set.of("confirmed", "completed", "no_show");

    private final Map<String, List<String>> live = new HashMap<>();

    PartnerLedger(JsonNode reservations) {
        for (var reservation : reservations) {
            if (reservation.path("live").asBoolean()) {
                live.computeIfAbsent(reservation.path("reference").asText(), reference -> new ArrayList<>())
                        .add(reservation.path("id").asText());
            }
        }
    }

    /** Notes in {@code line} where the ledger differs from the booking; answers how many reservations it holds for it. */
    int compare(SampleDay.Line line) {
        var sync = line.booking().path("partnerSync");
        var held = live.getOrDefault(sync.path("reference").asText(), List.of());
        var wanted = WANTED.contains(line.booking().path("status").asText());
        var expected = wanted ? List.of(sync.path("reservationId").asText()) : List.of();
        if (!held.equals(expected)) {
            line.differences().add("the partner holds %s, expected %s".formatted(held, expected));
        }
        return held.size();
    }
}
