package dev.throughline.status.live;

/** What a stream tells. */
interface Source {

    /** Tells nothing. */
    Source SILENCE = new Source() {
        @Override
        public void wanted() {}

        @Override
        public void ended() {}
    };

    /** The client has taken what it was sent, or the stream begins. Must not block. */
    void wanted();

    /** The stream has ended; called once. */
    void ended();
}
