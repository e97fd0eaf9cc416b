package dev.throughline.document.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.document.document.Document;
import dev.throughline.kit.job.NewJob;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The jobs that render: a document has one at most that is not over. */
@ApplicationScoped
class RenderJobs {

    private static final String OPEN = """
            select count(*) from job
            where tenant = kit_tenant() and kind = ?1 and subject = ?2 and payload ->> 'document' = ?3
              and state not in ('succeeded', 'cancelled')
            """;

    private final ObjectMapper json;

    RenderJobs(ObjectMapper json) {
        this.json = json;
    }

    /** Has {@code document} rendered, in the caller's unit of work. */
    void enqueue(Work work, Document document) {
        var payload = json.createObjectNode().put("document", document.id().toString());
        work.enqueue(new NewJob(Ids.next(), RenderHandler.KIND, subject(document), payload, null));
    }

    /** Whether the document has a job that works on it, waits, or is a dead letter that can be replayed. */
    Uni<Boolean> isOpen(Work work, Document document) {
        return work.session()
                .createNativeQuery(OPEN, Long.class)
                .setParameter(1, RenderHandler.KIND)
                .setParameter(2, subject(document))
                .setParameter(3, document.id().toString())
                .getSingleResult()
                .map(open -> open > 0);
    }

    private static String subject(Document document) {
        return "booking/" + document.booking();
    }
}
