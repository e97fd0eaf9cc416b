package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.sandbox.problem.Problems;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** When the partners are open (UTC), and how many fit into half an hour. As long as no capacity is said, all do. */
@ApplicationScoped
class OpeningHours {

    private static final Duration SLOT = Duration.ofMinutes(30);
    private static final Hours USUAL = new Hours(LocalTime.of(6, 0), LocalTime.of(20, 0), null, Set.of());
    private static final int MAX_CAPACITY = 1_000;
    private static final int MAX_CLOSED = 1_000;

    private final SandboxSettings settings;
    private volatile Hours hours = USUAL;

    OpeningHours(SandboxSettings settings) {
        this.settings = settings;
    }

    /**
     * @param capacity of each slot of a partner; {@code null} for any number
     * @param closed slots that are not open
     */
    private record Hours(LocalTime opens, LocalTime closes, Integer capacity, Set<Instant> closed) {

        boolean open(Instant slot) {
            var at = slot.atOffset(ZoneOffset.UTC).toLocalTime();
            return !at.isBefore(opens) && at.isBefore(closes) && !closed.contains(slot);
        }
    }

    void usual() {
        hours = USUAL;
    }

    void set(JsonNode wanted) {
        if (wanted == null || !wanted.isObject()) {
            throw Problems.of(
                    400, "Send an object with capacity, opens, closes and closed, each of which may be left out.");
        }
        hours = new Hours(
                time(wanted, "opens", USUAL.opens()),
                time(wanted, "closes", USUAL.closes()),
                capacity(wanted.path("capacity")),
                closed(wanted.path("closed")));
    }

    private static LocalTime time(JsonNode wanted, String member, LocalTime usual) {
        try {
            return wanted.hasNonNull(member)
                    ? LocalTime.parse(wanted.path(member).asText())
                    : usual;
        } catch (DateTimeException e) {
            throw Problems.of(400, "%s must be a time such as 08:00.".formatted(member));
        }
    }

    private static Integer capacity(JsonNode capacity) {
        if (capacity.isMissingNode() || capacity.isNull()) {
            return null;
        }
        if (!capacity.isInt() || capacity.intValue() < 0 || capacity.intValue() > MAX_CAPACITY) {
            throw Problems.of(400, "capacity must be a whole number from 0 to %d.".formatted(MAX_CAPACITY));
        }
        return capacity.intValue();
    }

    private static Set<Instant> closed(JsonNode starts) {
        if (starts.size() > MAX_CLOSED) {
            throw Problems.of(400, "closed must name at most %d starts.".formatted(MAX_CLOSED));
        }
        var closed = new HashSet<Instant>();
        starts.forEach(start -> closed.add(slot(Wishes.start(start.asText()))));
        return closed;
    }

    private static Instant slot(OffsetDateTime start) {
        var seconds = start.toEpochSecond();
        return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, SLOT.toSeconds()));
    }

    /** Whether the partner has to turn somebody away who wants to come at {@code start}. */
    boolean isFull(String partner, OffsetDateTime start, List<Reservation> all) {
        var now = hours;
        var slot = slot(start);
        return now.capacity() != null
                && (!now.open(slot) || taken(partner, all).getOrDefault(slot, 0) >= now.capacity());
    }

    /** Slots from {@code from} until before {@code to} that somebody may still come to. */
    List<FreeSlot> free(String partner, OffsetDateTime from, OffsetDateTime to, List<Reservation> all) {
        var now = hours;
        var taken = now.capacity() == null ? Map.<Instant, Integer>of() : taken(partner, all);
        var free = new ArrayList<FreeSlot>();
        for (var slot = slot(from); slot.isBefore(to.toInstant()); slot = slot.plus(SLOT)) {
            var left = now.capacity() == null ? null : now.capacity() - taken.getOrDefault(slot, 0);
            if (!slot.isBefore(from.toInstant())
                    && now.open(slot)
                    && comesIn(partner, slot)
                    && (left == null || left > 0)) {
                free.add(new FreeSlot(slot, left));
            }
        }
        return free;
    }

    private boolean comesIn(String partner, Instant slot) {
        return !settings.partners().get(partner).rejectsSundays()
                || slot.atOffset(ZoneOffset.UTC).getDayOfWeek() != DayOfWeek.SUNDAY;
    }

    private static Map<Instant, Integer> taken(String partner, List<Reservation> all) {
        var taken = new HashMap<Instant, Integer>();
        all.stream()
                .filter(Reservation::live)
                .filter(each -> each.partner().equals(partner))
                .forEach(each -> taken.merge(slot(OffsetDateTime.parse(each.start())), 1, Integer::sum));
        return taken;
    }
}
