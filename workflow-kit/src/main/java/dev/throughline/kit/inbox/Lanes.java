package dev.throughline.kit.inbox;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Runs work of one key in the order of its arrival, and work of different keys at once, up to a limit. What waits is
 * bounded by who submits: by the prefetch of the consumers.
 */
final class Lanes {

    private final int width;
    private final Map<String, Queue<Supplier<Uni<Void>>>> lanes = new HashMap<>();
    private final Queue<String> ready = new ArrayDeque<>();
    private int running;

    Lanes(int width) {
        this.width = width;
    }

    void submit(String key, Supplier<Uni<Void>> work) {
        synchronized (this) {
            var lane = lanes.get(key);
            if (lane != null) {
                lane.add(work);
                return;
            }
            lane = new ArrayDeque<>();
            lane.add(work);
            lanes.put(key, lane);
            ready.add(key);
        }
        runNext();
    }

    /** How much is running. */
    synchronized int running() {
        return running;
    }

    private void runNext() {
        String key;
        Supplier<Uni<Void>> work;
        synchronized (this) {
            if (running >= width || ready.isEmpty()) {
                return;
            }
            running++;
            key = ready.remove();
            work = lanes.get(key).remove();
        }
        Uni.createFrom().deferred(work::get).subscribe().with(done -> ended(key), failure -> ended(key));
    }

    private void ended(String key) {
        synchronized (this) {
            running--;
            if (lanes.get(key).isEmpty()) {
                lanes.remove(key);
            } else {
                ready.add(key);
            }
        }
        runNext();
    }
}
