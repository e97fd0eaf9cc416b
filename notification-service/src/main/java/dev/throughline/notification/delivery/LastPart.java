package dev.throughline.notification.delivery;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * The last part of a message, which the mail client asks for when the server has accepted {@code DATA} and everything before
 * it is written. It gives itself away only past the {@link PointOfNoReturn}; otherwise it fails, and the final dot (RFC
 * 5321, section 4.1.1.4) is never written.
 */
final class LastPart implements ReadStream<Buffer> {

    private final Buffer content;
    private final PointOfNoReturn point;
    private Handler<Buffer> handler;
    private Handler<Void> endHandler;
    private Handler<Throwable> exceptionHandler;
    private boolean read;

    LastPart(Buffer content, PointOfNoReturn point) {
        this.content = content;
        this.point = point;
    }

    @Override
    public LastPart exceptionHandler(Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public LastPart handler(Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public LastPart endHandler(Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public LastPart pause() {
        return this;
    }

    @Override
    public LastPart fetch(long amount) {
        return resume();
    }

    @Override
    public LastPart resume() {
        if (!read && handler != null) {
            read = true;
            give();
        }
        return this;
    }

    private void give() {
        if (point.pass()) {
            handler.handle(content);
            endHandler.handle(null);
        } else {
            exceptionHandler.handle(new Withdrawn());
        }
    }

    /** The mail was given up before its end was written. */
    static final class Withdrawn extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Withdrawn() {
            super("The mail was withdrawn.", null, false, false);
        }
    }
}
