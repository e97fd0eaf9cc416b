package dev.throughline.bench.peers;

import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.ExecutorSubmitter;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import com.zaxxer.hikari.HikariDataSource;
import dev.throughline.bench.Executions;
import dev.throughline.bench.Setting;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * transaction-outbox, which hands each entry to its executor right after the commit. The executor's queue takes all of them, so
 * that none has to wait for the flush, which is there for what was lost.
 */
final class OutboxContender implements Peer {

    private static final int FLUSH_BATCH = 4096;
    private static final Duration ATTEMPTS = Duration.ofMinutes(2);
    private static final long FLUSH_SECONDS = 1;

    private final TransactionManager transactions;
    private final TransactionOutbox outbox;
    private final ExecutorService workers;
    private final ExecutorService producers;
    private final ScheduledExecutorService flush = Executors.newSingleThreadScheduledExecutor();

    private OutboxContender(
            TransactionManager transactions,
            TransactionOutbox outbox,
            ExecutorService workers,
            ExecutorService producers) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.workers = workers;
        this.producers = producers;
    }

    /** What an entry calls. */
    public static class Task {

        private final Executions executions;

        Task(Executions executions) {
            this.executions = executions;
        }

        /** Runs the job {@code number}. */
        public void run(int number) {
            executions.started(number);
        }
    }

    static Peer start(HikariDataSource database, Executions executions, Setting setting) {
        var transactions = TransactionManager.fromDataSource(database);
        var workers = new ThreadPoolExecutor(
                setting.workers(), setting.workers(), 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        var outbox = TransactionOutbox.builder()
                .transactionManager(transactions)
                .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
                .submitter(ExecutorSubmitter.builder().executor(workers).build())
                .instantiator(Instantiator.using(type -> new Task(executions)))
                .attemptFrequency(ATTEMPTS)
                .flushBatchSize(FLUSH_BATCH)
                .build();
        var contender = new OutboxContender(transactions, outbox, workers, Peers.producers(setting));
        contender.flush.scheduleWithFixedDelay(outbox::flush, FLUSH_SECONDS, FLUSH_SECONDS, TimeUnit.SECONDS);
        return contender;
    }

    @Override
    public CompletionStage<?> enqueue(int number) {
        return CompletableFuture.runAsync(
                () -> transactions.inTransaction(
                        () -> outbox.schedule(Task.class).run(number)),
                producers);
    }

    @Override
    public String open() {
        return "select count(*) from txno_outbox";
    }

    @Override
    public String ledger() {
        return null;
    }

    @Override
    public void close() {
        flush.shutdown();
        workers.shutdown();
        producers.shutdown();
    }
}
