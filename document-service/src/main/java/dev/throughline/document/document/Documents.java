package dev.throughline.document.document;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.event.NewEvent;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.UUID;
import java.util.function.Consumer;

/** All documents. What is done to one here is done in the caller's unit of work, its events included. */
@ApplicationScoped
public class Documents implements PanacheRepositoryBase<Document, UUID> {

    private static final int SCHEMA_VERSION = 1;

    // Of all that ask for the same document, at the same time even, one makes it.
    private static final String COUNT = """
            select count(*) from document
            where tenant = ?1 and booking = ?2 and kind = ?3 and template_version = ?4
            """;
    private static final String LOCK = "select 1 from (select pg_advisory_xact_lock(hashtextextended(?1, 0))) locked";

    private final ObjectMapper json;
    private final TimeSource time;

    Documents(ObjectMapper json, TimeSource time) {
        this.json = json;
        this.time = time;
    }

    /**
     * Adds {@code document} and publishes what it recorded, unless there is one of this kind and template version for the
     * booking already. Answers whether it was added.
     */
    public Uni<Boolean> addOnce(Work work, Document document) {
        return lock(work, document)
                .chain(() -> count(work, document))
                .chain(found -> found > 0 ? Uni.createFrom().item(false) : add(work, document));
    }

    private static Uni<?> lock(Work work, Document document) {
        return work.session()
                .createNativeQuery(LOCK, Integer.class)
                .setParameter(1, document.tenant() + "/" + document.booking())
                .getSingleResult();
    }

    private static Uni<Long> count(Work work, Document document) {
        return work.session()
                .createNativeQuery(COUNT, Long.class)
                .setParameter(1, document.tenant())
                .setParameter(2, document.booking())
                .setParameter(3, document.kind())
                .setParameter(4, document.templateVersion())
                .getSingleResult();
    }

    private Uni<Boolean> add(Work work, Document document) {
        return persist(document).invoke(added -> publish(work, added)).replaceWith(true);
    }

    /**
     * Loads the document under a row lock, lets {@code change} decide, and publishes what it recorded. Answers {@code null}
     * if the unit of work's tenant has no such document.
     */
    public Uni<Document> update(Work work, UUID id, Consumer<Document> change) {
        return findById(id, LockModeType.PESSIMISTIC_WRITE)
                .map(found ->
                        found != null && found.tenant().equals(work.origin().tenant()) ? found : null)
                .onItem()
                .ifNotNull()
                .invoke(change)
                .onItem()
                .ifNotNull()
                .invoke(changed -> publish(work, changed));
    }

    private void publish(Work work, Document document) {
        document.takeRecorded().forEach(recorded -> work.publish(event(document, recorded)));
    }

    private NewEvent event(Document document, Document.Recorded recorded) {
        return new NewEvent(
                Ids.next(),
                recorded.type(),
                SCHEMA_VERSION,
                document.aggregate(),
                recorded.version(),
                time.instant(),
                json.valueToTree(recorded.data()));
    }
}
