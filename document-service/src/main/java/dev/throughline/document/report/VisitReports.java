package dev.throughline.document.report;

import dev.throughline.document.document.Document;
import dev.throughline.document.document.Documents;
import dev.throughline.kit.event.Event;
import dev.throughline.kit.inbox.EventConsumer;
import dev.throughline.kit.inbox.Inbox;
import dev.throughline.kit.inbox.Ordering;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Asks for the report of each visit that was completed: one document a booking and template version, whatever comes twice. */
@ApplicationScoped
class VisitReports implements EventConsumer {

    private static final String NAME = "visit-reports";

    private final Inbox inbox;
    private final Documents documents;
    private final RenderJobs jobs;

    VisitReports(Inbox inbox, Documents documents, RenderJobs jobs) {
        this.inbox = inbox;
        this.documents = documents;
        this.jobs = jobs;
    }

    @Incoming(NAME)
    Uni<Void> receive(Message<byte[]> message) {
        return inbox.receive(message, this);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Ordering ordering() {
        return Ordering.none;
    }

    @Override
    public Uni<Void> apply(Work work, Event event) {
        if (!event.type().equals("visit.completed")) {
            return Uni.createFrom().voidItem();
        }
        var document = Document.request(Ids.next(), new CompletedVisit(event).report());
        return documents
                .addOnce(work, document)
                .invoke(added -> {
                    if (added) {
                        jobs.enqueue(work, document);
                    }
                })
                .replaceWithVoid();
    }
}
