package dev.throughline.booking.callback;

import dev.throughline.booking.booking.Booking;
import dev.throughline.booking.booking.Bookings;
import dev.throughline.booking.booking.NewsEffect;
import dev.throughline.booking.partner.PartnerJobs;
import dev.throughline.booking.partner.Reservation;
import dev.throughline.kit.job.Effect;
import dev.throughline.kit.job.JobContext;
import dev.throughline.kit.job.JobHandler;
import dev.throughline.kit.job.JobResult;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Applies a recorded callback to its booking. Late, repeated or reordered news change nothing, by the partner's version; that
 * they came is on record all the same.
 */
@ApplicationScoped
class ApplyCallback implements JobHandler {

    static final String KIND = "partner.callback";

    private final Callbacks callbacks;
    private final Bookings bookings;
    private final PartnerJobs jobs;
    private final TimeSource time;

    ApplyCallback(Callbacks callbacks, Bookings bookings, PartnerJobs jobs, TimeSource time) {
        this.callbacks = callbacks;
        this.bookings = bookings;
        this.jobs = jobs;
        this.time = time;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Effect effect() {
        return Effect.none;
    }

    @Override
    public Uni<JobResult> run(JobContext context) {
        var id = UUID.fromString(context.job().payload().path("callback").asText());
        return Uni.createFrom().item(JobResult.succeeded("Applied.", null, work -> apply(work, id)));
    }

    private Uni<Void> apply(Work work, UUID id) {
        return callbacks
                .findById(id)
                .chain(callback -> callback.appliedAt() == null
                        ? apply(work, callback)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> apply(Work work, Callback callback) {
        return bookings.update(work, callback.booking(), booking -> learn(work, booking, callback))
                .replaceWithVoid();
    }

    private void learn(Work work, Booking booking, Callback callback) {
        var now = time.instant();
        var effect = booking.learn(callback.news().reference(), callback.news(), now);
        booking.calledBack(words(callback, effect), now);
        callback.applied(effect.name(), now);
        if (effect == NewsEffect.surplus) {
            work.enqueue(jobs.reconcile(booking, callback.news().reference(), null));
        } else if (isElsewhere(booking, callback.news(), now)) {
            work.enqueue(jobs.verify(booking.id(), booking.partner()));
        }
    }

    /**
     * Whether the latest of its reservation is that the partner has it at another start than the customer was told of, and nobody has
     * been asked about it yet: the comparison does.
     */
    private static boolean isElsewhere(Booking booking, Reservation news, Instant now) {
        var sync = booking.partnerSync();
        return news.start() != null
                && news.live()
                && booking.attention() == null
                && booking.isComparable(now)
                && sync.reference().equals(news.reference())
                && sync.knows(news)
                && sync.version() == news.version()
                && !booking.start().equals(news.start());
    }

    private static Map<String, Object> words(Callback callback, NewsEffect effect) {
        var news = callback.news();
        var words = new LinkedHashMap<String, Object>();
        words.put("booking", callback.booking());
        words.put("callback", callback.id());
        words.put("webhookId", callback.webhookId());
        words.put("partner", callback.partner());
        words.put("reservationId", news.id());
        words.put("state", news.state());
        words.put("partnerVersion", news.version());
        words.put("result", effect);
        words.put("detail", "The news " + effect.words() + ".");
        return words;
    }
}
