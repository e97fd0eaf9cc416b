package dev.throughline.booking.partner;

/** Between deciding and sending, the booking has come to need something else: nothing was sent. */
final class NoLongerNeeded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoLongerNeeded(String why) {
        super(why, null, false, false);
    }
}
