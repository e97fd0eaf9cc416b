package dev.throughline.kit.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads the audit trail of one tenant, in the caller's transaction. */
@ApplicationScoped
class AuditTrail {

    private static final String SELECT = """
            select cast(json_build_object('id', id, 'at', at, 'actor', actor, 'action', action, 'subject', subject,
                                          'decision', decision, 'reason', reason, 'detail', detail,
                                          'operationId', operation_id, 'traceId', trace_id) as text)
            from audit where tenant = kit_tenant()
            """;

    private final ObjectMapper json;

    AuditTrail(ObjectMapper json) {
        this.json = json;
    }

    /** One line of the trail. */
    @RegisterForReflection
    record Line(
            UUID id,
            Instant at,
            String actor,
            String action,
            String subject,
            String decision,
            String reason,
            JsonNode detail,
            UUID operationId,
            String traceId) {}

    /** Newest first, about {@code subject} where one is given, before the id {@code before} where one is given. */
    Uni<List<Line>> list(Mutiny.Session session, String subject, UUID before, int limit) {
        var sql = SELECT
                + (subject == null ? "" : " and subject = :subject")
                + (before == null ? "" : " and id < :before")
                + " order by id desc";
        var query = session.createNativeQuery(sql, String.class);
        if (subject != null) {
            query.setParameter("subject", subject);
        }
        if (before != null) {
            query.setParameter("before", before);
        }
        return query.setMaxResults(limit).getResultList().map(this::lines);
    }

    private List<Line> lines(List<String> found) {
        var lines = new ArrayList<Line>(found.size());
        for (var row : found) {
            try {
                lines.add(json.readValue(row, Line.class));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("A row of the audit trail cannot be read.", e);
            }
        }
        return lines;
    }
}
