package dev.throughline.notification.notification;

import java.util.Optional;
import java.util.stream.Stream;

/** What a notification is about; each kind follows from one type of event. */
public enum NotificationKind {
    BOOKING_CONFIRMED("booking-confirmed", "booking.confirmed", true),
    BOOKING_REJECTED("booking-rejected", "booking.rejected", true),
    BOOKING_CANCELLED("booking-cancelled", "booking.cancelled", true),
    BOOKING_RESCHEDULED("booking-rescheduled", "booking.rescheduled", true),
    DOCUMENT_STORED("document-stored", "document.stored", false);

    private final String word;
    private final String event;
    private final boolean ofBooking;

    NotificationKind(String word, String event, boolean ofBooking) {
        this.word = word;
        this.event = event;
        this.ofBooking = ofBooking;
    }

    /** The name that clients, templates and the database know it by. */
    public String word() {
        return word;
    }

    /** Whether its event is one of the booking's own, so that the event's sequence orders it among the others. */
    public boolean ofBooking() {
        return ofBooking;
    }

    /** The kind that follows from events of this type. */
    public static Optional<NotificationKind> after(String event) {
        return Stream.of(values()).filter(kind -> kind.event.equals(event)).findFirst();
    }

    /** The kind called {@code word}. */
    public static Optional<NotificationKind> named(String word) {
        return Stream.of(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
}
