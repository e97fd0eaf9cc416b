package dev.throughline.booking.availability;

import dev.throughline.booking.partner.Partner;
import dev.throughline.booking.partner.PartnerAnswer;
import dev.throughline.booking.partner.PartnerChanges;
import dev.throughline.booking.partner.Slot;
import dev.throughline.kit.time.TimeSource;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What partners last told of their free slots, a day (UTC) of one service at a time. A change of ours at a partner makes all that
 * was told before it old, in this process at once, in others after {@code throughline.availability.max-age}.
 */
@ApplicationScoped
class Availabilities {

    private final PartnerChanges changes;
    private final AvailabilitySettings settings;
    private final TimeSource time;
    private final Map<Key, Day> days;

    Availabilities(PartnerChanges changes, AvailabilitySettings settings, TimeSource time) {
        this.changes = changes;
        this.settings = settings;
        this.time = time;
        this.days = new LastUsed(settings.days());
    }

    /** As many as were used last. */
    private static final class LastUsed extends LinkedHashMap<Key, Day> {

        private static final long serialVersionUID = 1L;

        private final int most;

        LastUsed(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Day> eldest) {
            return size() > most;
        }
    }

    private record Key(String partner, String service, LocalDate day) {}

    /** @param change the number of our last change at the partner when it was asked */
    private record Day(List<Slot> slots, Instant asOf, long change) {}

    /**
     * What is known.
     *
     * @param asOf when the partner told the oldest part of it; {@code null} if it tells nothing
     * @param stale whether it is older than it should be, because the partner does not answer
     */
    record Known(boolean told, List<Slot> slots, Instant asOf, boolean stale) {}

    /** The free slots from {@code from} until before {@code to}; {@code null} if the partner does not answer and never has. */
    Uni<Known> find(Partner partner, String service, Instant from, Instant to) {
        if (!partner.connector().tellsAvailability()) {
            return Uni.createFrom().item(new Known(false, List.of(), null, false));
        }
        var keys = keys(partner, service, from, to);
        var old = keys.stream().filter(key -> !isFresh(key, day(key))).toList();
        if (old.isEmpty() || partner.isLeftAlone()) {
            return Uni.createFrom().item(known(keys));
        }
        return ask(partner, service, old)
                .map(answer -> answer instanceof PartnerAnswer.Refused
                        ? new Known(false, List.of(), null, false)
                        : known(keys));
    }

    private Uni<PartnerAnswer> ask(Partner partner, String service, List<Key> old) {
        var change = changes.number(partner.id());
        var asOf = time.instant();
        var first = start(old.get(0).day());
        var end = start(old.get(old.size() - 1).day().plusDays(1));
        return partner.call(connector -> connector.availability(service, first, end))
                .invoke(answer -> {
                    if (answer instanceof PartnerAnswer.Free free) {
                        old.forEach(key -> remember(key, new Day(of(free.slots(), key.day()), asOf, change)));
                    }
                });
    }

    private static List<Slot> of(List<Slot> slots, LocalDate day) {
        return slots.stream().filter(slot -> day(slot.start()).equals(day)).toList();
    }

    private static List<Key> keys(Partner partner, String service, Instant from, Instant to) {
        return day(from)
                .datesUntil(day(to.minusNanos(1)).plusDays(1))
                .map(day -> new Key(partner.id(), service, day))
                .toList();
    }

    private static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private synchronized Day day(Key key) {
        return days.get(key);
    }

    private synchronized void remember(Key key, Day told) {
        days.put(key, told);
    }

    private boolean isFresh(Key key, Day day) {
        return day != null
                && day.change() == changes.number(key.partner())
                && time.instant().isBefore(day.asOf().plus(settings.maxAge()));
    }

    private Known known(List<Key> keys) {
        var known = keys.stream().map(this::day).toList();
        if (known.stream().anyMatch(Objects::isNull)) {
            return null;
        }
        var asOf = known.stream().map(Day::asOf).min(Instant::compareTo).orElseThrow();
        var stale = keys.stream().anyMatch(key -> !isFresh(key, day(key)));
        return new Known(
                true, known.stream().flatMap(day -> day.slots().stream()).toList(), asOf, stale);
    }
}
