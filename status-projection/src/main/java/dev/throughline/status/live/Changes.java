package dev.throughline.status.live;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * Who in this process wants to know of changes. They are told of those made here after the commit, of those made elsewhere by
 * {@code NOTIFY}; what is lost on that way is found by {@link ChangeSweep} within a second or two. What they are told is a
 * hint to look, never the news itself, and may come more than once.
 */
@ApplicationScoped
public class Changes {

    private final ConcurrentMap<Key, Set<Watch>> byBooking = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Set<Consumer<Change>>> byTenant = new ConcurrentHashMap<>();
    private final ChangeNotifier notifier;

    Changes(ChangeNotifier notifier) {
        this.notifier = notifier;
    }

    private record Key(String tenant, UUID booking) {}

    /** Somebody's interest in one booking. */
    public final class Watch implements AutoCloseable {

        private final Key key;
        private final Runnable changed;
        private volatile long seen;

        private Watch(Key key, long seen, Runnable changed) {
            this.key = key;
            this.seen = seen;
            this.changed = changed;
        }

        /** Says what its owner knows already. */
        public void seen(long position) {
            seen = Math.max(seen, position);
        }

        private void tell(long position) {
            if (position > seen) {
                seen = position;
                changed.run();
            }
        }

        @Override
        public void close() {
            byBooking.computeIfPresent(key, (same, watches) -> without(watches, this));
        }
    }

    /** Runs {@code changed}, which must not block, whenever the booking may have more entries than {@code seen}. */
    public Watch watch(String tenant, UUID booking, long seen, Runnable changed) {
        var watch = new Watch(new Key(tenant, booking), seen, changed);
        byBooking.compute(watch.key, (same, watches) -> with(watches, watch));
        return watch;
    }

    /** Tells {@code listener}, which must not block, of the tenant's changes until {@link #ignore}. */
    void listen(String tenant, Consumer<Change> listener) {
        byTenant.compute(tenant, (same, listeners) -> with(listeners, listener));
    }

    void ignore(String tenant, Consumer<Change> listener) {
        byTenant.computeIfPresent(tenant, (same, listeners) -> without(listeners, listener));
    }

    /** A change was made and committed by this process. */
    public void made(Change change) {
        heard(change);
        notifier.tell(change);
    }

    /** A change was made, by whomever. */
    void heard(Change change) {
        heardOfOne(change);
        byTenant.getOrDefault(change.tenant(), Set.of()).forEach(listener -> listener.accept(change));
    }

    /** As {@link #heard}, for those only who watch this booking. */
    void heardOfOne(Change change) {
        byBooking
                .getOrDefault(new Key(change.tenant(), change.booking()), Set.of())
                .forEach(watch -> watch.tell(change.position()));
    }

    /** Something may have been missed: whoever follows a tenant looks. */
    void missed() {
        byTenant.forEach((tenant, listeners) ->
                listeners.forEach(listener -> listener.accept(new Change(tenant, new UUID(0, 0), 0))));
    }

    /** What is watched here, one change for each booking. */
    Collection<Change> watched() {
        return byBooking.keySet().stream()
                .map(key -> new Change(key.tenant(), key.booking(), 0))
                .toList();
    }

    /** How many watch a booking of {@code tenant} here. */
    public long watchersOf(String tenant) {
        return List.copyOf(byBooking.entrySet()).stream()
                .filter(entry -> entry.getKey().tenant().equals(tenant))
                .mapToLong(entry -> entry.getValue().size())
                .sum();
    }

    private static <T> Set<T> with(Set<T> all, T one) {
        Set<T> more = all == null ? ConcurrentHashMap.newKeySet() : all;
        more.add(one);
        return more;
    }

    private static <T> Set<T> without(Set<T> all, T one) {
        all.remove(one);
        return all.isEmpty() ? null : all;
    }
}
