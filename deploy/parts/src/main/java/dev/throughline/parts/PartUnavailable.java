package dev.throughline.parts;

/** A part is neither found nor can be brought; the message says what to do. */
public final class PartUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PartUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
