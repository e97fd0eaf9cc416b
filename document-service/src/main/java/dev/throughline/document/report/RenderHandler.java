package dev.throughline.document.report;

import dev.throughline.document.document.Document;
import dev.throughline.document.document.Documents;
import dev.throughline.document.link.LinkSettings;
import dev.throughline.document.link.Links;
import dev.throughline.document.store.Content;
import dev.throughline.document.store.DocumentStore;
import dev.throughline.document.store.Slice;
import dev.throughline.kit.job.Effect;
import dev.throughline.kit.job.Job;
import dev.throughline.kit.job.JobContext;
import dev.throughline.kit.job.JobHandler;
import dev.throughline.kit.job.JobResult;
import dev.throughline.kit.job.JobSettings;
import dev.throughline.kit.job.Outcome;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;

/**
 * Renders one document, stores its bytes, reads them back, and only then says that it is stored. Wherever it breaks off, it
 * can begin anew: the bytes come out the same and are kept under their own hash, and the document is one row.
 */
@ApplicationScoped
class RenderHandler implements JobHandler {

    static final String KIND = "document.render";
    private static final int MAX_ATTEMPTS = 6;
    private static final Duration NO_PLACE_WAIT = Duration.ofSeconds(5);

    private final Documents documents;
    private final ReportRenderer renderer;
    private final RenderPool pool;
    private final DocumentStore store;
    private final Links links;
    private final LinkSettings linkSettings;
    private final RenderSettings settings;
    private final JobSettings jobs;
    private final UnitOfWork unitOfWork;
    private final TimeSource time;

    RenderHandler(
            Documents documents,
            ReportRenderer renderer,
            RenderPool pool,
            DocumentStore store,
            Links links,
            LinkSettings linkSettings,
            RenderSettings settings,
            JobSettings jobs,
            UnitOfWork unitOfWork,
            TimeSource time) {
        this.documents = documents;
        this.renderer = renderer;
        this.pool = pool;
        this.store = store;
        this.links = links;
        this.linkSettings = linkSettings;
        this.settings = settings;
        this.jobs = jobs;
        this.unitOfWork = unitOfWork;
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
    public int maxAttempts() {
        return MAX_ATTEMPTS;
    }

    /** For the wait until others are rendered, for rendering, which has a limit of its own, and for keeping the bytes. */
    @Override
    public Duration timeLimit() {
        var roundsBefore = (jobs.concurrency() - 1) / settings.concurrency();
        return settings.timeLimit().multipliedBy(roundsBefore + 2L);
    }

    @Override
    public Uni<JobResult> run(JobContext context) {
        return unitOfWork
                .read(context.job().tenant(), session -> documents.findById(id(context.job())))
                .chain(document -> document.isStored()
                        ? Uni.createFrom().item(JobResult.succeeded("It was stored before."))
                        : begin(context, document.id()).chain(() -> produce(context, document)));
    }

    // There is nothing to announce, but what is announced is fenced: a worker that was taken for dead begins nothing.
    private Uni<Void> begin(JobContext context, UUID id) {
        return context.sending(
                context.job().payload(),
                work -> documents
                        .update(work, id, document -> document.render(time.instant()))
                        .replaceWithVoid());
    }

    private Uni<JobResult> produce(JobContext context, Document document) {
        var here = OwnContext.current();
        return render(context, document)
                .onFailure(RejectedExecutionException.class)
                .recoverWithItem(this::noPlace)
                .emitOn(here);
    }

    private JobResult noPlace(Throwable full) {
        return JobResult.snoozed(time.instant().plus(NO_PLACE_WAIT), "There is no free place to render it.");
    }

    private Uni<JobResult> render(JobContext context, Document document) {
        return pool.execute(() -> renderer.render(document))
                .emitOn(OwnContext.current())
                .chain(content -> content.size() > Content.MAX_SIZE
                        ? Uni.createFrom().item(tooLarge(content))
                        : keep(context, document, content));
    }

    private Uni<JobResult> keep(JobContext context, Document document, Content content) {
        return store.put(context.origin(), content)
                .chain(() -> store.read(document.tenant(), content.sha256(), Slice.all(content.size())))
                .invoke(bytes -> requireSame(content, bytes))
                .replaceWith(() -> JobResult.succeeded(
                        "%d bytes are stored as %s.".formatted(content.size(), content.sha256()),
                        null,
                        work -> finish(work, document.id(), content)));
    }

    private static void requireSame(Content content, byte[] bytes) {
        if (bytes == null || !Content.of(bytes).sha256().equals(content.sha256())) {
            throw new IllegalStateException(
                    "What the store reads back is not what it was given as %s.".formatted(content.sha256()));
        }
    }

    private Uni<Void> finish(Work work, UUID id, Content content) {
        var link = links.make(work.origin().tenant(), id, linkSettings.eventValidity());
        return documents
                .update(work, id, document -> document.store(content, link.orElse(null), time.instant()))
                .replaceWithVoid();
    }

    private static JobResult tooLarge(Content content) {
        var detail = "It has %d bytes, and %d can be stored.".formatted(content.size(), Content.MAX_SIZE);
        return new JobResult.NotDone(
                Outcome.failed,
                detail,
                null,
                false,
                null,
                work -> Uni.createFrom().voidItem());
    }

    @Override
    public Uni<Void> deadLettered(Work work, Job job) {
        return documents
                .update(work, id(job), document -> document.giveUp(job.reason(), time.instant()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> replayed(Work work, Job job) {
        return documents
                .update(work, id(job), document -> document.requestAgain(time.instant()))
                .replaceWithVoid();
    }

    private static UUID id(Job job) {
        return UUID.fromString(job.payload().path("document").asText());
    }
}
