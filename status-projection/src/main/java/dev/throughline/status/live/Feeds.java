package dev.throughline.status.live;

import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One feed for each tenant whose list somebody follows here. */
@ApplicationScoped
class Feeds {

    private final Changes changes;
    private final ChangedRows rows;
    private final Vertx vertx;
    private final StreamSettings settings;
    private final ConcurrentMap<String, Running> running = new ConcurrentHashMap<>();

    Feeds(Changes changes, ChangedRows rows, Vertx vertx, StreamSettings settings) {
        this.changes = changes;
        this.rows = rows;
        this.vertx = vertx;
        this.settings = settings;
    }

    private record Running(Feed feed, Consumer<Change> listener) {}

    /** A source of what changes in the client's tenant and {@code visible} lets through, from {@code mark} on. */
    Source follow(Client client, Predicate<ChangedRow> visible, long mark) {
        var source = new ListSource(client, visible, settings.buffer(), ended -> leave(client.tenant(), ended));
        running.compute(client.tenant(), (tenant, found) -> joined(tenant, found, source));
        rows.after(client.tenant(), ChangedRow.Place.before(mark))
                .subscribe()
                .with(missed -> begin(client.tenant(), source, mark, missed), source::failed);
        return source;
    }

    private Running joined(String tenant, Running found, ListSource source) {
        var joined = found == null ? begun(tenant) : found;
        joined.feed().add(source);
        return joined;
    }

    private Running begun(String tenant) {
        var feed = new Feed(tenant, rows, vertx, settings);
        Consumer<Change> listener = feed::changed;
        changes.listen(tenant, listener);
        return new Running(feed, listener);
    }

    private void begin(String tenant, ListSource source, long mark, ChangedRow.Found missed) {
        source.resume(mark, missed);
        var feed = running.get(tenant);
        if (feed != null) {
            feed.feed().beginAt(missed.mark());
        }
    }

    private void leave(String tenant, ListSource source) {
        running.computeIfPresent(tenant, (same, found) -> {
            if (!found.feed().remove(source)) {
                return found;
            }
            changes.ignore(tenant, found.listener());
            return null;
        });
    }
}
