package dev.throughline.document.content;

import dev.throughline.document.document.Document;
import dev.throughline.document.store.DocumentStore;
import dev.throughline.document.store.Slice;
import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Answers with the bytes of a document: all, a part, or that the client has them already. */
@ApplicationScoped
class Contents {

    private final DocumentStore store;

    Contents(DocumentStore store) {
        this.store = store;
    }

    /** The answer for {@code document}; a problem (409) if it is not stored yet. */
    Uni<Response> answer(Document document, Conditions conditions) {
        if (!document.isStored()) {
            throw Problems.notAllowedNow(
                    "Its content can be read once it is stored; it is %s.".formatted(document.state()),
                    document.state().name(),
                    List.of());
        }
        var etag = "\"" + document.sha256() + "\"";
        if (conditions.has(etag)) {
            return Uni.createFrom()
                    .item(describe(Response.notModified(), document, etag).build());
        }
        var range = conditions.rangeOf(etag, document.size());
        if (range instanceof ByteRange.Unsatisfiable) {
            return Uni.createFrom().item(unsatisfiable(document));
        }
        return range instanceof ByteRange.Part part ? part(document, etag, part.slice()) : whole(document, etag);
    }

    private Uni<Response> whole(Document document, String etag) {
        return read(document, Slice.all(document.size()))
                .map(bytes -> describe(Response.ok(bytes, document.mediaType()), document, etag)
                        .build());
    }

    private Uni<Response> part(Document document, String etag, Slice slice) {
        return read(document, slice)
                .map(bytes -> describe(Response.status(206).entity(bytes), document, etag)
                        .type(document.mediaType())
                        .header(
                                "Content-Range",
                                "bytes %d-%d/%d".formatted(slice.offset(), slice.last(), document.size()))
                        .build());
    }

    private Uni<byte[]> read(Document document, Slice slice) {
        return store.read(document.tenant(), document.sha256(), slice)
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalStateException("Document %s is stored, but its content %s is not there."
                        .formatted(document.id(), document.sha256())));
    }

    private static Response unsatisfiable(Document document) {
        var problem =
                Problems.of(ProblemType.RANGE_NOT_SATISFIABLE, "The content has %d bytes.".formatted(document.size()));
        return Response.status(problem.getStatusCode())
                .header("Content-Range", "bytes */" + document.size())
                .type(HttpProblem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }

    private static Response.ResponseBuilder describe(Response.ResponseBuilder answer, Document document, String etag) {
        return answer.header("ETag", etag)
                .header("Accept-Ranges", "bytes")
                .header("Cache-Control", "private, no-cache")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header(
                        "Content-Disposition",
                        "inline; filename=\"%s-%s.pdf\"".formatted(document.kind(), document.id()));
    }
}
