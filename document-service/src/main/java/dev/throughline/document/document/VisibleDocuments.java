package dev.throughline.document.document;

import dev.throughline.kit.identity.Caller;
import dev.throughline.kit.page.Cursor;
import dev.throughline.kit.page.Page;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.work.UnitOfWork;
import io.quarkus.panache.common.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The documents that a caller may see: all of the tenant, or only those of their own bookings. */
@ApplicationScoped
public class VisibleDocuments {

    private static final String SEE_ALL = "document:read-all";

    private final Documents documents;
    private final UnitOfWork unitOfWork;

    VisibleDocuments(Documents documents, UnitOfWork unitOfWork) {
        this.documents = documents;
        this.unitOfWork = unitOfWork;
    }

    /** The document; a problem (404) if there is none that the caller may see. */
    public Uni<Document> find(UUID id, Caller caller) {
        return unitOfWork
                .read(caller.tenant(), session -> documents.findById(id))
                .map(document -> require(document, caller));
    }

    /** Answers {@code document}, or throws the problem (404) if the caller may not see it or it is {@code null}. */
    public static Document require(Document document, Caller caller) {
        var visible = document != null
                && document.tenant().equals(caller.tenant())
                && (seesAll(caller) || caller.subject().equals(document.owner()));
        if (!visible) {
            throw Problems.notFound("document");
        }
        return document;
    }

    Uni<Page<Document>> list(Caller caller, UUID booking, int limit, String cursor) {
        var conditions = new ArrayList<>(List.of("tenant = :tenant"));
        var parameters = Parameters.with("tenant", caller.tenant());
        if (!seesAll(caller)) {
            conditions.add("owner = :owner");
            parameters.and("owner", caller.subject());
        }
        if (booking != null) {
            conditions.add("booking = :booking");
            parameters.and("booking", booking);
        }
        if (cursor != null) {
            conditions.add("id < :before");
            parameters.and("before", Cursor.decodeId(cursor));
        }
        var query = String.join(" and ", conditions) + " order by id desc";
        return unitOfWork
                .read(
                        caller.tenant(),
                        session -> documents
                                .find(query, parameters)
                                .range(0, limit)
                                .list())
                .map(found -> Page.of(found, limit, last -> last.id().toString()));
    }

    private static boolean seesAll(Caller caller) {
        return caller.permissions().contains(SEE_ALL);
    }
}
