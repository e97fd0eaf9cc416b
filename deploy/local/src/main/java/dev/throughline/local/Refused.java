package dev.throughline.local;

/** A service has refused a request, for good. */
final class Refused extends Fatal {

    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Whether what was asked for is not allowed in the state that things are in now. */
    boolean isForNow() {
        return status == 409;
    }
}
