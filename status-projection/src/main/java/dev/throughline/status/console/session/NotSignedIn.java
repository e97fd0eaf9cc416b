package dev.throughline.status.console.session;

/** The request carries no session that is good. */
public final class NotSignedIn extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean ended;

    NotSignedIn(boolean ended) {
        super(ended ? "The session has ended." : "Nobody is signed in.", null, false, false);
        this.ended = ended;
    }

    /** Whether there was a session. */
    public boolean ended() {
        return ended;
    }
}
