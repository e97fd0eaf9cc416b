package dev.throughline.kit.job;

import dev.throughline.kit.work.Origin;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Items of a batch that this process may replay until its lease runs out. Thread safe. */
final class ReplaySlice {

    private final ReplayBatch batch;
    private final List<Integer> numbers;
    private final AtomicReference<Throwable> trouble = new AtomicReference<>();

    ReplaySlice(ReplayBatch batch, List<Integer> numbers) {
        this.batch = batch;
        this.numbers = List.copyOf(numbers);
    }

    ReplayBatch batch() {
        return batch;
    }

    List<Integer> numbers() {
        return numbers;
    }

    /** Each job is replayed as if the person who asked had done it, within the action that began with the request. */
    Origin origin() {
        return new Origin(batch.tenant(), batch.actor(), batch.operationId());
    }

    /** No further item of it is begun. */
    void stop(Throwable why) {
        trouble.compareAndSet(null, why);
    }

    /** What keeps it from going on; {@code null} if nothing does. */
    Throwable trouble() {
        return trouble.get();
    }

    /** The slice is no longer this process's, or the item has its result already: nothing may be written. */
    static final class Lost extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Lost(ReplayBatch batch, int number) {
            super(
                    "Item %d of replay %s is not ours to do under epoch %d; its batch was paused or cancelled, or another runner carries on."
                            .formatted(number, batch.id(), batch.epoch()));
        }
    }
}
