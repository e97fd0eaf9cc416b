package dev.throughline.document.report;

import java.time.Duration;

/** A document took longer to render than it may. */
final class RenderTimedOut extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RenderTimedOut(Duration limit) {
        super("not rendered within %d ms".formatted(limit.toMillis()));
    }
}
