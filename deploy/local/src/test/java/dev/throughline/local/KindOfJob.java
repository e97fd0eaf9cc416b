package dev.throughline.local;

import java.util.EnumSet;
import java.util.Set;

/** Every kind of job there is, each with a partner that is struck for it alone. */
enum KindOfJob {
    reserve(Place.BOOKING, "partner.reserve", "summit", "booking.confirmed", ""),
    reconcile(Place.BOOKING, "partner.reconcile", "meridian", "partner.attempted", "\"cancel\""),
    cancel(Place.BOOKING, "partner.cancel", "summit", "booking.cancelled", ""),
    callback(Place.BOOKING, "partner.callback", "harbour", "partner.callback-received", ""),
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
            case reserve -> "reserve";
            case reconcile, cancel -> "cancel";
            case callback, deliver, render -> null;
        };
    }
}
