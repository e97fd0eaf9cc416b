package dev.throughline.local;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One job whose process dies at one boundary: of a tenant of its own, so that nothing else waits at its gates. */
final class CrashCase {

    static final String COMPLETE =
            "{\"practitioner\":\"Dr Ana Dvořák\",\"findings\":\"All well.\",\"durationMinutes\":25}";
    private static final String LATER = "2030-12-24T17:00:00Z";
    private static final long FOR_EVER_MILLIS = 60_000;
    private static final Set<String> ENDS = Set.of("succeeded", "dead_letter", "cancelled");

    final KindOfJob work;
    final Boundary boundary;
    final String tenant;
    final String customer;
    final String operator;
    private final TestStack stack;
    private final List<Gate> gates = new ArrayList<>();
    private final List<String> struck = new ArrayList<>();
    private String booking;

    CrashCase(TestStack stack, KindOfJob work, Boundary boundary) {
        this.stack = stack;
        this.work = work;
        this.boundary = boundary;
        this.tenant = "crash-%s-%s".formatted(work, boundary).replace('_', '-');
        this.customer = stack.token("customer", tenant, "customer-1");
        this.operator = stack.token("operator", tenant, "operator-1");
    }

    String booking() {
        return booking;
    }

    /** Our reference of the reservation that the job is about. */
    private String reference() {
        return work == KindOfJob.reschedule ? Outside.moved(booking) : booking;
    }

    /** Where its mails go; some are taken without an answer. */
    String recipient() {
        var unanswered =
                work == KindOfJob.deliver && (boundary == Boundary.before_answer || boundary == Boundary.heartbeat);
        return tenant + (unanswered ? "@no-answer.example" : "@example.com");
    }

    /** Books what must be there before the job is. */
    void prepare() throws Exception {
        if (work.needsConfirmed()) {
            booking = stack.book(customer, work.partner, recipient());
        }
    }

    void awaitPrepared() throws Exception {
        if (work.needsConfirmed()) {
            stack.awaitStatus(booking, customer, "confirmed");
            // The look-ups that follow a reservation would come to gates and faults that are meant for the job.
            var outside = new Outside(stack, this);
            await(this + " is prepared")
                    .atMost(ofSeconds(240))
                    .pollDelay(ofSeconds(0))
                    .until(() -> outside.openJobs() == 0);
        }
        if (work == KindOfJob.render) {
            stack.act(booking, operator, "check-in", "{}");
        }
    }

    void shutGates() throws SQLException {
        var own = "new.tenant = '%s' and new.kind = '%s' and old.state = 'running'".formatted(tenant, work.kind);
        switch (boundary) {
            case before_send -> gate("before update of sent", "job_attempt", announcement());
            // Should the partner be given up meanwhile, that is not recorded either.
            case before_answer, before_record ->
                gate("before update of state", "job", own + " and new.state <> 'running'");
            case before_commit, before_hearing ->
                gates.add(Gate.atCommit(stack.database(work.service), "job", own + " and new.state <> 'running'"));
            case before_acknowledgement ->
                gate(
                        "before delete",
                        "outbox",
                        "old.tenant = '%s' and old.routing_key = '%s' and old.envelope like '%%%s%%'"
                                .formatted(tenant, work.event, work.word));
            case heartbeat -> gate("before update of lease_until", "job", own + " and new.state = 'running'");
        }
        if (boundary == Boundary.heartbeat && work == KindOfJob.render) {
            // Long enough for a heartbeat.
            gate("before insert", "content", "new.tenant = '%s'".formatted(tenant));
        }
    }

    private void gate(String what, String table, String condition) throws SQLException {
        gates.add(Gate.at(stack.database(work.service), what, table, condition));
    }

    private String announcement() {
        var own = "new.tenant = '%s' and new.sent is not null".formatted(tenant);
        return work.operation() == null
                ? own
                : own + " and new.sent ->> 'operation' = '%s'".formatted(work.operation());
    }

    /** What must go wrong at the partner for it. */
    void planFaults(ArrayNode plan) {
        if (work == KindOfJob.reconcile) {
            // Without news of the surplus, which would have it looked after at once, by another job.
            fault(plan, "reserve", "create_twice", 0);
            fault(plan, "reserve", "callback_late", 15_000);
        }
        var waits = boundary == Boundary.before_answer || boundary == Boundary.heartbeat;
        if (waits && work.operation() != null) {
            fault(plan, work.operation(), "timeout_after", FOR_EVER_MILLIS);
        }
        if (boundary == Boundary.heartbeat && work.operation() != null) {
            fault(plan, "find", "delay", 1_500).put("times", 3);
        }
    }

    private ObjectNode fault(ArrayNode plan, String operation, String fault, long millis) {
        var planned = plan.addObject()
                .put("operation", operation)
                .put("fault", fault)
                .put("times", 1)
                .put("delayMs", millis);
        return booking == null ? planned.put("partner", work.partner) : planned.put("reference", reference());
    }

    void start() throws Exception {
        switch (work) {
            case reserve, reconcile, callback, deliver -> booking = stack.book(customer, work.partner, recipient());
            case cancel -> stack.act(booking, customer, "cancel", "{\"reason\":\"Changed my mind.\"}");
            case reschedule, release ->
                stack.act(booking, customer, "reschedule", "{\"start\":\"%s\"}".formatted(LATER));
            case verify -> drift();
            case render -> stack.act(booking, operator, "complete", COMPLETE);
        }
    }

    /** The partner cancels and tells nobody, and this booking is the next to be compared. */
    private void drift() throws Exception {
        var reservation = stack.get("/bookings/" + booking, operator)
                .path("partnerSync")
                .path("reservationId")
                .asText();
        stack.sandbox("PUT", "/sandbox/reservations/" + reservation, "{\"status\":\"cancelled\"}");
        try (var database = stack.database(work.service);
                var statement = database.createStatement()) {
            statement.execute("update booking set last_compared_at = '2000-01-01' where id = '%s'".formatted(booking));
            statement.execute("update drift_step set next_at = '2000-01-01'");
        }
    }

    boolean isAtBoundary() throws Exception {
        if (boundary != Boundary.before_answer) {
            return gates.get(0).isWaitedAt();
        }
        return work == KindOfJob.verify ? hasAsked() : hasEffect();
    }

    /** Whether the request that is never answered has arrived. */
    private boolean hasAsked() throws Exception {
        for (var fault : stack.sandbox("GET", "/sandbox/faults", null)) {
            if (fault.path("reference").asText().equals(reference())) {
                return false;
            }
        }
        return true;
    }

    /** Whether what the job is for exists outside the service's own tables. */
    boolean hasEffect() throws Exception {
        var outside = new Outside(stack, this);
        return switch (work) {
            case reserve, reschedule -> outside.reservations(reference()).size() > 0;
            case reconcile, cancel, release ->
                outside.reservations(reference()).size()
                        > outside.live(reference()).size();
            case deliver -> outside.mails().size() > 0;
            case render -> outside.contents() > 0;
            case callback, verify -> false;
        };
    }

    /** The jobs that are about to be struck. */
    void noteJobs() throws SQLException {
        try (var database = stack.database(work.service);
                var statement = database.createStatement();
                var rows = statement.executeQuery(
                        "select id from job where tenant = '%s' and kind = '%s' and state = 'running'"
                                .formatted(tenant, work.kind))) {
            while (rows.next()) {
                struck.add(rows.getString(1));
            }
        }
    }

    /** To be called when the process is dead: what it asked the database for happens, or does not. */
    void afterDeath() throws SQLException {
        for (var gate : gates) {
            if (boundary == Boundary.before_hearing) {
                gate.open();
            } else {
                gate.breakOff();
            }
        }
    }

    void removeGates() throws SQLException {
        for (var gate : gates) {
            gate.close();
        }
        gates.clear();
    }

    /** Looks once at the jobs that were struck; answers whether they have ended. Fails at a verdict that is wrong. */
    boolean hasEnded() throws Exception {
        var ended = true;
        for (var job : struck) {
            ended &= hasEnded(job);
        }
        return ended;
    }

    private boolean hasEnded(String id) throws Exception {
        // In this order: what exists before the verdict is asked for must be in it.
        var effect = hasEffect();
        try {
            var job = stack.get(work.service, "/jobs/" + id, operator);
            var harmless = job.path("effect").asText().matches("none|idempotent");
            if (effect && !harmless) {
                assertNotEquals(
                        "safe", job.path("verdict").path("decision").asText(), () -> this + " says so of " + job);
            }
            return ENDS.contains(job.path("state").asText());
        } catch (IOException startsAgain) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "%s, killed at %s".formatted(work.kind, boundary);
    }
}
