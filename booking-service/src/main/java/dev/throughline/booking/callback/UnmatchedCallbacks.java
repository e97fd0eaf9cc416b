package dev.throughline.booking.callback;

import dev.throughline.kit.time.TimeSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;

/** Callbacks that a partner has signed but that fit none of its bookings. Write only: they are no tenant's to read. */
@ApplicationScoped
class UnmatchedCallbacks {

    private static final String RECORD = "select callback_unmatched_record($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    private final Pool pool;
    private final TimeSource time;
    private final CallbackSettings settings;

    UnmatchedCallbacks(Pool pool, TimeSource time, CallbackSettings settings) {
        this.pool = pool;
        this.time = time;
        this.settings = settings;
    }

    /** Records a callback, or that it came once more; completes when that is durable. Answers how often it came. */
    Uni<Integer> record(Arrival arrival) {
        return pool.withConnection(
                        connection -> connection.preparedQuery(RECORD).execute(parameters(arrival)))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    private Tuple parameters(Arrival arrival) {
        var news = arrival.news();
        var now = time.instant();
        return Tuple.tuple()
                .addString(arrival.partner())
                .addString(arrival.webhookId())
                .addString(news.reference())
                .addString(news.id())
                .addString(news.state().name())
                .addLong(news.version())
                .addString(news.reason())
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(now.minus(settings.unmatchedRetention()).atOffset(ZoneOffset.UTC))
                .addInteger(settings.unmatchedLimit());
    }
}
