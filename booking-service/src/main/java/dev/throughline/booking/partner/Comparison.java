package dev.throughline.booking.partner;

import dev.throughline.booking.booking.Booking;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What a partner shows beside what we know of a booking that has a live reservation.
 *
 * @param news what we have not heard of and take over; {@code null} for nothing
 * @param surplus what the partner holds besides the reservation that the customer was told of
 * @param trouble what only a person can clear up; {@code null} for nothing
 * @param words all of it, for a person
 */
record Comparison(Reservation news, List<Reservation> surplus, String trouble, String words) {

    /** Compares {@code booking} with all that its partner has under the reference of its start. */
    static Comparison of(Booking booking, List<Reservation> found) {
        var sync = booking.partnerSync();
        var ours = found.stream()
                .filter(each -> each.id().equals(sync.reservationId()))
                .max(Comparator.comparing(Reservation::version))
                .orElse(null);
        if (ours == null) {
            return troubled(List.of(), missing(booking, found));
        }
        var surplus = found.stream()
                .filter(Reservation::live)
                .filter(each -> !each.id().equals(ours.id()))
                .toList();
        var trouble = trouble(booking, ours);
        return trouble == null ? settled(sync, ours, surplus) : troubled(surplus, trouble);
    }

    private static Comparison troubled(List<Reservation> surplus, String trouble) {
        return new Comparison(null, surplus, trouble, trouble + besides(surplus));
    }

    private static Comparison settled(PartnerSync sync, Reservation ours, List<Reservation> surplus) {
        var newer = ours.version() > sync.version();
        var shown = "The partner shows reservation %s as %s".formatted(ours.id(), ours.state());
        var words = newer
                ? "%s in version %d, of which it had not told us; we knew version %d, %s."
                        .formatted(shown, ours.version(), sync.version(), sync.state())
                : shown + ", as we know it.";
        return new Comparison(newer ? ours : null, surplus, null, words + besides(surplus));
    }

    boolean equal() {
        return news == null && surplus.isEmpty() && trouble == null;
    }

    private static String besides(List<Reservation> surplus) {
        return surplus.isEmpty()
                ? ""
                : " It holds %d more under the same reference, which will be cancelled.".formatted(surplus.size());
    }

    private static String missing(Booking booking, List<Reservation> found) {
        var sync = booking.partnerSync();
        var others =
                found.stream().filter(Reservation::live).map(Reservation::id).toList();
        return "The partner no longer shows reservation %s, which is %s as we know it%s. Nothing is reserved anew by itself: ask the partner."
                .formatted(
                        sync.reservationId(),
                        sync.state(),
                        others.isEmpty() ? "" : ", but holds %s in its place".formatted(String.join(", ", others)));
    }

    /** What is not just newer, but contradicts what the customer was told. */
    private static String trouble(Booking booking, Reservation ours) {
        var sync = booking.partnerSync();
        var sameState = ours.state().name().equals(sync.state().name());
        if (ours.live() && ours.start() != null && !Objects.equals(ours.start(), booking.start())) {
            return "The partner has reservation %s at %s, and the visit is booked for %s. One of them is wrong: ask the partner."
                    .formatted(ours.id(), ours.start(), booking.start());
        }
        if (!sameState && ours.version() <= sync.version()) {
            return "The partner shows reservation %s as %s in version %d, and had told us that it is %s in version %d: ask the partner."
                    .formatted(ours.id(), ours.state(), ours.version(), sync.state(), sync.version());
        }
        if (!sameState && ours.state() == Reservation.State.held) {
            return "The partner had confirmed reservation %s, and now only holds it: ask the partner whether the visit stands."
                    .formatted(ours.id());
        }
        return null;
    }
}
