package dev.throughline.kit.event;

/** A message is not an event we can read. Trying again cannot help. */
public final class InvalidEvent extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidEvent(String reason) {
        super(reason);
    }
}
