package dev.throughline.booking.booking;

/** What a partner's news did to a booking. */
public enum NewsEffect {
    /** The booking, or what we know of the partner's side, changed. */
    changed("changed the booking"),
    /** What we know of the start that the booking is to move to changed; the booking itself stayed where it is. */
    rescheduling("was about the start that the booking is to move to"),
    /** It told nothing new. */
    known("told nothing new"),
    /** It was about a reservation that this booking does not need; the reconciler sees to it. */
    surplus("was about a reservation that is not needed and will be cancelled");

    private final String words;

    NewsEffect(String words) {
        this.words = words;
    }

    /** For the ledger: "The news …". */
    public String words() {
        return words;
    }
}
