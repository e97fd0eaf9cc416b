package dev.throughline.bench.peers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import dev.throughline.bench.Executions;
import dev.throughline.bench.Setting;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;

/** db-scheduler with lock-and-fetch, its setting for high throughput, and immediate execution, its setting for low latency. */
final class DbSchedulerContender implements Peer {

    // The table and the indexes that its documentation gives for PostgreSQL, without the one for priorities, which are
    // off.
    private static final String TABLE = """
            create table scheduled_tasks (
                task_name            text        not null,
                task_instance        text        not null,
                task_data            bytea,
                execution_time       timestamptz not null,
                picked               boolean     not null,
                picked_by            text,
                last_success         timestamptz,
                last_failure         timestamptz,
                consecutive_failures int,
                last_heartbeat       timestamptz,
                version              bigint      not null,
                priority             smallint,
                primary key (task_name, task_instance)
            );
            create index execution_time_idx on scheduled_tasks (execution_time);
            create index last_heartbeat_idx on scheduled_tasks (last_heartbeat)
            """;

    private static final double REFILL_AT = 1.0;
    private static final double FILL_UP_TO = 4.0;
    private static final Duration POLL = Duration.ofMillis(100);

    private final OneTimeTask<Void> task;
    private final Scheduler scheduler;
    private final ExecutorService producers;

    private DbSchedulerContender(OneTimeTask<Void> task, Scheduler scheduler, ExecutorService producers) {
        this.task = task;
        this.scheduler = scheduler;
        this.producers = producers;
    }

    static Peer start(HikariDataSource database, Executions executions, Setting setting) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
        var task = Tasks.oneTime("bench")
                .execute((instance, context) -> executions.started(Integer.parseInt(instance.getId())));
        var scheduler = Scheduler.create(database, task)
                .threads(setting.workers())
                .pollUsingLockAndFetch(REFILL_AT, FILL_UP_TO)
                .enableImmediateExecution()
                .pollingInterval(POLL)
                .build();
        scheduler.start();
        return new DbSchedulerContender(task, scheduler, Peers.producers(setting));
    }

    @Override
    public CompletionStage<?> enqueue(int number) {
        return CompletableFuture.runAsync(
                () -> scheduler.schedule(task.instance(Integer.toString(number)), Instant.now()), producers);
    }

    @Override
    public String open() {
        return "select count(*) from scheduled_tasks";
    }

    @Override
    public String ledger() {
        return null;
    }

    @Override
    public void resume() {
        scheduler.resume();
    }

    @Override
    public void pause() {
        scheduler.pause();
    }

    @Override
    public void close() {
        scheduler.stop();
        producers.shutdown();
    }
}
