package dev.throughline.status.live;

import dev.throughline.kit.job.OwnContext;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import org.jboss.logging.Logger;

/**
 * Tells of one booking: its new timeline entries in the order of their arrival, then the view. Nothing is kept for the
 * client: when it is ready for more, what it does not have yet is read.
 */
final class BookingSource implements Source {

    private static final Logger LOG = Logger.getLogger(BookingSource.class);

    private final Client client;
    private final OwnContext ownContext;
    private final LongFunction<Uni<News>> newsAfter;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Changes.Watch watch;
    private volatile boolean dirty = true;
    private volatile long position;

    /**
     * What a client does not have yet.
     *
     * @param view the view as JSON; {@code null} if the booking may not be shown any more
     * @param position what the client has afterwards
     * @param more whether there is more already
     */
    record News(List<Item> entries, String view, long position, boolean more) {}

    /** A timeline entry as JSON. */
    record Item(long position, String json) {}

    BookingSource(Client client, OwnContext ownContext, long position, LongFunction<Uni<News>> newsAfter) {
        this.client = client;
        this.ownContext = ownContext;
        this.position = position;
        this.newsAfter = newsAfter;
    }

    void watchedBy(Changes.Watch watch) {
        this.watch = watch;
    }

    void changed() {
        dirty = true;
        wanted();
    }

    @Override
    public void wanted() {
        if (dirty && client.ready() && busy.compareAndSet(false, true)) {
            dirty = false;
            ownContext.run(() -> newsAfter.apply(position)).subscribe().with(this::tell, this::failed);
        }
    }

    private void tell(News news) {
        if (news == null || news.view() == null) {
            client.end("There is no such booking any more.");
            return;
        }
        news.entries().forEach(entry -> client.send("entry", entry.position(), entry.json()));
        client.send("view", news.position(), news.view());
        position = news.position();
        busy.set(false);
        if (news.more()) {
            dirty = true;
        }
        wanted();
    }

    private void failed(Throwable failure) {
        LOG.debugf("A stream cannot tell its news now: %s", failure.getMessage());
        busy.set(false);
        client.end("The news cannot be read now; connect again.");
    }

    @Override
    public void ended() {
        var held = watch;
        if (held != null) {
            held.close();
        }
    }
}
