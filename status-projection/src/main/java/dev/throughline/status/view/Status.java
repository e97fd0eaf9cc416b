package dev.throughline.status.view;

/** Where a booking stands. */
public enum Status {
    pending,
    confirmed,
    completed,
    no_show,
    rejected,
    cancelling,
    cancelled,
    needs_attention,
    /** A newer booking-service knows a status that we do not. */
    other;

    public static Status of(String text) {
        for (var status : values()) {
            if (status.name().equals(text)) {
                return status;
            }
        }
        return other;
    }

    /** Whether nothing more will happen to the reservation. */
    public boolean ended() {
        return this == completed || this == no_show || this == rejected || this == cancelled;
    }
}
