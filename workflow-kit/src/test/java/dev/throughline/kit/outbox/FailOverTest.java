package dev.throughline.kit.outbox;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.broker.EventTest;
import dev.throughline.kit.broker.Events;
import dev.throughline.kit.broker.Exchanges;
import dev.throughline.kit.broker.ExpectedOutage;
import dev.throughline.kit.broker.Topology;
import dev.throughline.kit.broker.UnreachableBroker;
import dev.throughline.kit.event.CloudEvents;
import dev.throughline.kit.roles.Roles;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.DriverManager;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EventTest.class)
class FailOverTest {

    private static final String RELAY_LOCK = "locktype = 'advisory' and objid = 688269 and granted and "
            + "database = (select oid from pg_database where datname = current_database())";

    @Inject
    Events events;

    @Inject
    OutboxRelay first;

    @Inject
    RelayPublisher publisherOfSecond;

    @Inject
    Topology topology;

    @Inject
    Exchanges exchanges;

    @Inject
    CloudEvents cloudEvents;

    @Inject
    OpenTelemetry openTelemetry;

    @Inject
    OutboxMetrics metrics;

    @Inject
    OutboxSettings settings;

    @Inject
    Roles roles;

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    @Test
    void oneRelayIsActiveAndTheOtherTakesOverWhenItsSessionIsKilled() throws Exception {
        await().atMost(ofSeconds(60)).until(() -> first.state() == RelayState.active);
        var second = new OutboxRelay(pool, publisherOfSecond, metrics, settings, roles, vertx);
        second.begin();
        try {
            await().atMost(ofSeconds(60)).until(() -> second.state() == RelayState.standby);
            assertEquals(RelayState.active, first.state());

            var holder = holderOfTheLock();
            assertTrue(holder > 0);
            assertTrue(terminateHolder());
            await().atMost(ofSeconds(60)).until(() -> holderOfTheLock() != holder && holderOfTheLock() > 0);

            await().atMost(ofSeconds(60)).until(() -> actives(second) == 1);
            var aggregate = events.aggregate();
            events.publish(events.event("order.placed", aggregate, 1));
            await().atMost(ofSeconds(60))
                    .until(() -> events.applied("ordered", aggregate).size() == 1);
        } finally {
            second.stop(new ShutdownEvent());
        }
        await().atMost(ofSeconds(60)).until(() -> first.state() == RelayState.active);
    }

    @Test
    void aRelayThatCannotReachTheBrokerStepsAsideForOneThatCan() throws Exception {
        await().atMost(ofSeconds(60)).until(() -> first.state() == RelayState.active);
        var cutOff = new OutboxRelay(pool, withoutBroker(), metrics, Impatient.as(settings), roles, vertx);
        try (var outage = new ExpectedOutage()) {
            cutOff.begin();
            await().atMost(ofSeconds(60)).until(() -> getsTheLock(cutOff));

            await().atMost(ofSeconds(60)).until(() -> first.state() == RelayState.active);

            var aggregate = events.aggregate();
            events.publish(events.event("order.placed", aggregate, 1));
            await().atMost(ofSeconds(60))
                    .until(() -> events.applied("ordered", aggregate).size() == 1);
            await().atMost(ofSeconds(60)).until(() -> cutOff.state() == RelayState.standby);
        } finally {
            cutOff.stop(new ShutdownEvent());
        }
    }

    /** Whether it was faster than the first relay when that one's session was killed: only who has the lock calls the broker. */
    private boolean getsTheLock(OutboxRelay cutOff) throws Exception {
        terminateHolder();
        await().atMost(ofSeconds(60)).until(() -> isCutOff(cutOff) || first.state() == RelayState.active);
        return isCutOff(cutOff);
    }

    private static boolean isCutOff(OutboxRelay relay) {
        return relay.trouble().contains("refused");
    }

    private RelayPublisher withoutBroker() {
        return new RelayPublisher(UnreachableBroker.get(), topology, exchanges, cloudEvents, openTelemetry, vertx);
    }

    /** Settings of a standby that is fast to take over. */
    private record Impatient(boolean automatic, int batch, Duration poll, Duration statementTimeout, Duration drain)
            implements OutboxSettings {
        static Impatient as(OutboxSettings settings) {
            return new Impatient(
                    true, settings.batch(), Duration.ofMillis(50), settings.statementTimeout(), settings.drain());
        }
    }

    private long actives(OutboxRelay second) {
        return (first.state() == RelayState.active ? 1 : 0) + (second.state() == RelayState.active ? 1 : 0);
    }

    private int holderOfTheLock() {
        return events.query("select pid from pg_locks where " + RELAY_LOCK).stream()
                .map(row -> row.getInteger(0))
                .findFirst()
                .orElse(0);
    }

    private boolean terminateHolder() throws Exception {
        try (var connection = DriverManager.getConnection(database, "postgres", "");
                var statement = connection.createStatement()) {
            return statement.execute("select pg_terminate_backend(pid) from pg_locks where " + RELAY_LOCK);
        }
    }
}
