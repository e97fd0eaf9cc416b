package dev.throughline.local;

/** The command cannot go on; the message says why and what to do. */
class Fatal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Fatal(String message) {
        super(message);
    }
}
