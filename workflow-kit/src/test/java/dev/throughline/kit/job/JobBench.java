package dev.throughline.kit.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Effects;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Enqueues the tests' jobs, runs what is due, moves the clock and looks at what has become of them. */
@ApplicationScoped
@IfBuildProperty(name = WithoutBroker.SCRIPTED, stringValue = "true")
class JobBench {

    static final String TENANT = "acme";

    private final Effects effects;
    private final Script script;
    private final ManualRunner runner;
    private final JobLedger ledger;
    private final TimeSource time;

    JobBench(Effects effects, Script script, ManualRunner runner, JobLedger ledger, TimeSource time) {
        this.effects = effects;
        this.script = script;
        this.runner = runner;
        this.ledger = ledger;
        this.time = time;
    }

    /** Takes away the jobs of other tests, which would come due when the clock moves. */
    void clear() {
        asOwner("delete from job; delete from job_history");
    }

    UUID enqueue(Effect effect, Script.Step... attempts) {
        return enqueue(TENANT, "test." + effect, attempts);
    }

    UUID enqueue(String tenant, String kind, Script.Step... attempts) {
        return enqueueSuch(tenant, kind, job -> job, attempts);
    }

    /** A job of the kind {@code test.none} that {@code how} says more about. */
    UUID enqueue(UnaryOperator<NewJob> how, Script.Step... attempts) {
        return enqueueSuch(TENANT, "test.none", how, attempts);
    }

    UUID enqueueSuch(String tenant, String kind, UnaryOperator<NewJob> how, Script.Step... attempts) {
        var job = how.apply(fresh(kind));
        script.of(job.id(), attempts);
        effects.perform(tenant, work -> {
            work.enqueue(job);
            return Uni.createFrom().voidItem();
        });
        return job.id();
    }

    static NewJob fresh(String kind) {
        var id = Ids.next();
        return new NewJob(id, kind, subject(id), JsonNodeFactory.instance.objectNode(), null);
    }

    static String subject(UUID job) {
        return "thing/" + job;
    }

    int runDue() {
        return runner.runDue().await().atMost(Effects.LIMIT);
    }

    int claimAndCrash() {
        return runner.claimAndCrash().await().atMost(Effects.LIMIT);
    }

    int reap() {
        return runner.reap().await().atMost(Effects.LIMIT);
    }

    void advance(Duration step) {
        time.advance(step);
    }

    /** Longer than any backoff of the tests' jobs. */
    void passBackoff() {
        advance(Duration.ofMinutes(3));
    }

    /** Longer than a lease. */
    void passLease() {
        advance(Duration.ofSeconds(31));
    }

    JobView see(UUID job) {
        return effects.perform(TENANT, work -> ledger.find(work.session(), job).map(JobView::of));
    }

    List<String> effects(UUID job) {
        return effects.of(subject(job));
    }

    /** How many {@code job.changed} are in the outbox for {@code job}. */
    long changes(UUID job) {
        try (var connection = PartsResource.connectAsOwner();
                var query = connection.prepareStatement(
                        "select count(*) from outbox where routing_key = 'job.changed' and aggregate = ?")) {
            query.setString(1, "job/" + job);
            try (var found = query.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void asOwner(String sql) {
        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
