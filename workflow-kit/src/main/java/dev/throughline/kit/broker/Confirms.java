package dev.throughline.kit.broker;

import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ReturnCallback;
import com.rabbitmq.client.ShutdownListener;
import com.rabbitmq.client.ShutdownSignalException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Follows what was published on one channel until the broker answers. A message that came back as unroutable is a failure,
 * although the broker confirms it afterwards; a channel that shuts down fails all that is outstanding.
 */
final class Confirms implements ConfirmListener, ReturnCallback, ShutdownListener {

    private final TreeMap<Long, String> outstanding = new TreeMap<>();
    private final Set<String> returned = new HashSet<>();
    private final Set<String> confirmed = new HashSet<>();
    private String failure;
    private boolean closed;

    synchronized void begin() {
        outstanding.clear();
        returned.clear();
        confirmed.clear();
        failure = closed ? "the channel is closed" : null;
    }

    synchronized void publishing(long tag, String id) {
        outstanding.put(tag, id);
    }

    /** Waits until nothing is outstanding any more, but not longer than {@code limit}. */
    synchronized Sent await(Duration limit) throws InterruptedException {
        var deadline = System.nanoTime() + limit.toNanos();
        while (!outstanding.isEmpty() && !closed) {
            var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                fail("%d messages were not confirmed within %s".formatted(outstanding.size(), limit));
                break;
            }
            wait(left);
        }
        return new Sent(Set.copyOf(confirmed), failure);
    }

    synchronized void fail(String reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    synchronized boolean closed() {
        return closed;
    }

    @Override
    public synchronized void handleAck(long tag, boolean multiple) {
        answered(tag, multiple, true);
    }

    @Override
    public synchronized void handleNack(long tag, boolean multiple) {
        fail("the broker refused messages");
        answered(tag, multiple, false);
    }

    @Override
    public synchronized void handle(Return message) {
        returned.add(message.getProperties().getMessageId());
        fail("no queue for %s on %s: %s"
                .formatted(message.getRoutingKey(), message.getExchange(), message.getReplyText()));
    }

    @Override
    public synchronized void shutdownCompleted(ShutdownSignalException cause) {
        closed = true;
        fail("the channel was closed: " + cause.getMessage());
        notifyAll();
    }

    private void answered(long tag, boolean multiple, boolean taken) {
        var answered = multiple ? outstanding.headMap(tag, true) : outstanding.subMap(tag, true, tag, true);
        if (taken) {
            answered.values().stream().filter(id -> !returned.contains(id)).forEach(confirmed::add);
        }
        answered.clear();
        if (outstanding.isEmpty()) {
            notifyAll();
        }
    }
}
