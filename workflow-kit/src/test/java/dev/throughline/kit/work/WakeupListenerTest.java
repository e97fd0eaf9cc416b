package dev.throughline.kit.work;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;

import dev.throughline.kit.broker.EventTest;
import dev.throughline.kit.testing.PartsResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EventTest.class)
class WakeupListenerTest {

    @Inject
    WakeupListener listener;

    @Inject
    Heard heard;

    @Test
    void aWakeUpOfAnotherProcessIsHeardHere() throws SQLException {
        await().atMost(ofSeconds(60)).until(listener::isListening);
        var before = heard.jobs.get();

        asOwner("notify throughline_wakeup, 'jobs'");

        await().atMost(ofSeconds(60)).until(() -> heard.jobs.get() > before);
    }

    @Test
    void afterALostConnectionItListensAgainAndWakesEverybody() throws SQLException {
        await().atMost(ofSeconds(60)).until(listener::isListening);
        var before = heard.jobs.get();

        asOwner("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
                + "and query in ('listen throughline_wakeup', 'select 1') and pid <> pg_backend_pid()");

        await().atMost(ofSeconds(60)).until(() -> heard.jobs.get() > before);
        await().atMost(ofSeconds(60)).until(listener::isListening);
        asOwner("notify throughline_wakeup, 'a kind of a newer version'");
        asOwner("notify throughline_wakeup, 'jobs'");
        await().atMost(ofSeconds(60)).until(() -> heard.jobs.get() > before + 1);
    }

    private static void asOwner(String sql) throws SQLException {
        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Counts wake-ups. */
    @Singleton
    static class Heard {
        final AtomicInteger jobs = new AtomicInteger();

        void woken(@Observes Wakeups.Kind kind) {
            if (kind == Wakeups.Kind.jobs) {
                jobs.incrementAndGet();
            }
        }
    }
}
