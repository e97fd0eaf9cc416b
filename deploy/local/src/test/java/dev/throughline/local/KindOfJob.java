package dev.throughline.local;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Every kind of job there is, with a partner that is struck for it alone, or for its own booking only. */
enum KindOfJob {
    reserve(Place.BOOKING, "partner.reserve", "summit", "booking.confirmed", ""),
    reconcile(Place.BOOKING, "partner.reconcile", "meridian", "partner.attempted", "\"cancel\""),
    cancel(Place.BOOKING, "partner.cancel", "summit", "booking.cancelled", ""),
    callback(Place.BOOKING, "partner.callback", "harbour", "partner.callback-received", ""),
    reschedule(Place.BOOKING, "partner.reschedule", "harbour", "partner.attempted", "\"reserve\""),
    release(Place.BOOKING, "partner.release", "harbour", "partner.attempted", "\"cancel\""),
    verify(Place.BOOKING, "partner.verify", "harbour", "booking.cancelled", ""),
    deliver(Place.NOTIFICATION, "notification.deliver", "harbour", "notification.sent", ""),
    render(Place.DOCUMENT, "document.render", "harbour", "document.stored", "");

    final String service;
    final String kind;
    final String partner;
    /** The event that tells of its end, and what is in it. */
    final String event;

    final String word;

    KindOfJob(String service, String kind, String partner, String event, String word) {
        this.service = service;
        this.kind = kind;
        this.partner = partner;
        this.event = event;
        this.word = word;
    }

    /** Its number among those of its service. Of one service, no two are at the same boundary in a round. */
    int place() {
        return (int) Arrays.stream(values())
                .filter(other -> other.service.equals(service) && other.ordinal() < ordinal())
                .count();
    }

    /** News that came in are applied in one transaction: there is nothing to send or to wait for. */
    Set<Boundary> boundaries() {
        return this == callback
                ? EnumSet.of(
                        Boundary.before_record,
                        Boundary.before_commit,
                        Boundary.before_hearing,
                        Boundary.before_acknowledgement)
                : EnumSet.allOf(Boundary.class);
    }

    /** Whether one of these requests to the partner is what the job is for; others may come before it. */
    String operation() {
        return switch (this) {
            case reserve, reschedule -> "reserve";
            case reconcile, cancel, release -> "cancel";
            case verify -> "find";
            case callback, deliver, render -> null;
        };
    }

    /** Whether its booking is confirmed, and nothing is left to do for it, before the job is asked for. */
    boolean needsConfirmed() {
        return switch (this) {
            case cancel, reschedule, release, verify, render -> true;
            case reserve, reconcile, callback, deliver -> false;
        };
    }

    /** Whether the visit has moved when it is over. */
    boolean moves() {
        return this == reschedule || this == release;
    }
}
