package dev.throughline.status.live;

import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** One open stream. It is written to only when it has asked for more, so that nothing piles up behind a slow reader. */
final class Client {

    private final String tenant;
    private final Instant expires;
    private final Sse sse;
    private final Runnable cut;
    private final MultiEmitter<? super OutboundSseEvent> emitter;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile long sentAt = System.nanoTime();
    private volatile Source source = Source.SILENCE;

    /** Who asks for a stream, until when they may, and how to end their connection when they do not read. */
    record Asking(String tenant, Instant expires, Sse sse, Runnable cut) {}

    Client(Asking asking, MultiEmitter<? super OutboundSseEvent> emitter) {
        this.tenant = asking.tenant();
        this.expires = asking.expires();
        this.sse = asking.sse();
        this.cut = asking.cut();
        this.emitter = emitter;
        emitter.onRequest(this::asked);
        // What it asked for when it subscribed came before there was anybody to hear it.
        asked.compareAndSet(0, emitter.requested());
    }

    /** From now on {@code source} is asked for more whenever the client has taken what it was sent. */
    void follow(Source source) {
        this.source = source;
        source.wanted();
    }

    private void asked(long more) {
        asked.updateAndGet(before -> before + more < 0 ? Long.MAX_VALUE : before + more);
        source.wanted();
    }

    String tenant() {
        return tenant;
    }

    /** Whether it has taken all that it was sent. */
    boolean ready() {
        return !ended.get() && asked.get() > sent.get();
    }

    boolean ended() {
        return ended.get();
    }

    /** Sends an event whose data is JSON; {@code id} is what the stream can be resumed after, {@code null} for none. */
    void send(String name, Long id, String json) {
        var event = sse.newEventBuilder().name(name).data(String.class, json);
        emit(id == null ? event.build() : event.id(String.valueOf(id)).build());
    }

    private void emit(OutboundSseEvent event) {
        sentAt = System.nanoTime();
        sent.incrementAndGet();
        emitter.emit(event);
    }

    /** Looks after it: says that the stream is still there, ends it when its token has expired, drops it when it is slow. */
    void tick(Instant now, StreamSettings settings) {
        var silent = System.nanoTime() - sentAt;
        if (!now.isBefore(expires)) {
            end("The token has expired.");
        } else if (!ready() && silent > settings.slow().toNanos()) {
            drop();
        } else if (ready() && silent > settings.heartbeat().toNanos()) {
            emit(sse.newEventBuilder().comment("still here").build());
        }
    }

    /** Ends the stream politely. */
    void end(String reason) {
        if (ready()) {
            send("end", null, "{\"reason\":\"" + reason + "\"}");
        }
        close();
    }

    /** Ends the stream of a client that does not read: politeness would wait for ever. */
    void drop() {
        close();
        cut.run();
    }

    private void close() {
        if (ended.compareAndSet(false, true)) {
            emitter.complete();
        }
    }
}
