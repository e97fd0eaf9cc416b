package dev.throughline.kit.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.identity.Caller;
import dev.throughline.kit.identity.Callers;
import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.trace.Traces;
import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.opentelemetry.api.trace.Span;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Performs an acting request once (IETF draft-ietf-httpapi-idempotency-key-header).
 *
 * <p>Guarantees: of all requests with the same key from the same caller to the same operation, one acts. The others get its
 * answer, byte for byte, marked {@code Idempotency-Replayed: true}; while it is still being performed they wait for it. A
 * key that comes with another request is refused with 422. The answer is kept with the action, in its transaction, for as
 * long as the action's data: no clock makes a retry act again. A refused action keeps nothing, so a corrected request may
 * use the key again.
 */
@ApplicationScoped
public class Idempotency {

    private static final Logger LOG = Logger.getLogger(Idempotency.class);
    private static final String CLAIM = """
            insert into idempotency (tenant, principal, operation, key, fingerprint, created_at)
            values (?1, ?2, ?3, ?4, decode(?5, 'hex'), cast(cast(?6 as text) as timestamptz)) on conflict do nothing
            """;
    private static final String KEEP = """
            update idempotency set status = ?5, headers = cast(cast(?6 as text) as jsonb), body = ?7
            where tenant = ?1 and principal = ?2 and operation = ?3 and key = ?4
            """;
    private static final String FIRST = """
            select cast(json_build_object('fingerprint', encode(fingerprint, 'hex'), 'status', status, 'headers', headers,
                                          'body', body) as text)
            from idempotency where tenant = ?1 and principal = ?2 and operation = ?3 and key = ?4
            """;

    private final UnitOfWork unitOfWork;
    private final Callers callers;
    private final CurrentVertxRequest request;
    private final Fingerprint fingerprint;
    private final ObjectMapper json;
    private final TimeSource time;

    Idempotency(
            UnitOfWork unitOfWork,
            Callers callers,
            CurrentVertxRequest request,
            Fingerprint fingerprint,
            ObjectMapper json,
            TimeSource time) {
        this.unitOfWork = unitOfWork;
        this.callers = callers;
        this.request = request;
        this.fingerprint = fingerprint;
        this.json = json;
        this.time = time;
    }

    /** Performs {@code action} for the current request, unless its key has been used: then gives the first answer again. */
    public Uni<Response> perform(Object body, Function<Work, Uni<Answer>> action) {
        var caller = callers.current();
        var http = request.getCurrent().request();
        var key = IdempotencyKey.read(http.getHeader("Idempotency-Key"));
        var claim = new Claim(caller, http.method() + " " + http.path(), key, fingerprint.of(body));
        var origin = caller.newAction();
        MDC.put("operationId", origin.operationId().toString());
        Span.current().setAttribute(Traces.OPERATION, origin.operationId().toString());
        return unitOfWork
                .perform(
                        origin,
                        work -> claim(work.session(), claim)
                                .chain(first -> first ? act(work, claim, action) : replay(work.session(), claim)))
                .invoke(response -> LOG.infof("%s was answered with %d.", claim.operation(), response.getStatus()));
    }

    private Uni<Boolean> claim(Mutiny.Session session, Claim claim) {
        return session.createNativeQuery(CLAIM)
                .setParameter(1, claim.caller().tenant())
                .setParameter(2, claim.caller().subject())
                .setParameter(3, claim.operation())
                .setParameter(4, claim.key())
                .setParameter(5, claim.fingerprint())
                .setParameter(6, time.instant().toString())
                .executeUpdate()
                .map(rows -> rows == 1);
    }

    private Uni<Response> act(Work work, Claim claim, Function<Work, Uni<Answer>> action) {
        return action.apply(work)
                .map(answer -> first(answer, work.origin()))
                .call(kept -> keep(work.session(), claim, kept))
                .map(kept -> respond(kept, false));
    }

    private Kept first(Answer answer, Origin origin) {
        var headers = new LinkedHashMap<>(answer.headers());
        headers.put("Operation-Id", origin.operationId().toString());
        return new Kept(null, answer.status(), headers, answer.body() == null ? null : write(answer.body()));
    }

    private Uni<?> keep(Mutiny.Session session, Claim claim, Kept kept) {
        return session.createNativeQuery(KEEP)
                .setParameter(1, claim.caller().tenant())
                .setParameter(2, claim.caller().subject())
                .setParameter(3, claim.operation())
                .setParameter(4, claim.key())
                .setParameter(5, kept.status())
                .setParameter(6, write(kept.headers()))
                .setParameter(7, kept.body() == null ? "" : kept.body())
                .executeUpdate();
    }

    private Uni<Response> replay(Mutiny.Session session, Claim claim) {
        return session.createNativeQuery(FIRST, String.class)
                .setParameter(1, claim.caller().tenant())
                .setParameter(2, claim.caller().subject())
                .setParameter(3, claim.operation())
                .setParameter(4, claim.key())
                .getSingleResult()
                .map(this::read)
                .invoke(kept -> requireSameRequest(kept, claim))
                .map(kept -> respond(kept, true));
    }

    private static void requireSameRequest(Kept kept, Claim claim) {
        if (!claim.fingerprint().equals(kept.fingerprint())) {
            throw Problems.of(
                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                    "This Idempotency-Key was used before with another request. Use a new key for a new action.");
        }
    }

    private static Response respond(Kept kept, boolean replayed) {
        var response = Response.status(kept.status());
        kept.headers().forEach(response::header);
        if (kept.body() != null && !kept.body().isEmpty()) {
            response.entity(kept.body()).type(MediaType.APPLICATION_JSON_TYPE);
        }
        if (replayed) {
            response.header("Idempotency-Replayed", "true");
        }
        return response.build();
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer cannot be written as JSON.", e);
        }
    }

    private Kept read(String row) {
        try {
            var kept = json.readTree(row);
            return new Kept(
                    kept.path("fingerprint").textValue(),
                    kept.path("status").intValue(),
                    json.convertValue(kept.path("headers"), new TypeReference<Map<String, String>>() {}),
                    kept.path("body").textValue());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A kept answer cannot be read.", e);
        }
    }

    private record Claim(Caller caller, String operation, String key, String fingerprint) {}

    private record Kept(String fingerprint, int status, Map<String, String> headers, String body) {}
}
