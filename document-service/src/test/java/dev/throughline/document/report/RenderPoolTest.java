package dev.throughline.document.report;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenderPoolTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final CountDownLatch release = new CountDownLatch(1);
    private final MeterRegistry briefMeters = new SimpleMeterRegistry();
    private final RenderPool pool = new RenderPool(new Two(LIMIT), new SimpleMeterRegistry());
    private final RenderSettings brief = new Two(Duration.ofMillis(500));
    private final RenderPool briefPool = new RenderPool(brief, briefMeters);

    private record Two(Duration timeLimit) implements RenderSettings {

        @Override
        public int concurrency() {
            return 2;
        }
    }

    @AfterEach
    void stop() {
        release.countDown();
        pool.stop(null);
        briefPool.stop(null);
    }

    private String await(CountDownLatch latch) {
        try {
            latch.await();
            return "done";
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }

    @Test
    void itRunsAFewAtATimeAndTheOthersInTheirTurn() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var all = IntStream.range(0, 20)
                .mapToObj(index -> pool.execute(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.yield();
                    running.decrementAndGet();
                    return index;
                }))
                .toList();

        assertEquals(20, Uni.join().all(all).andFailFast().await().atMost(LIMIT).size());
        assertTrue(most.get() <= 2, () -> most + " at once");
    }

    private String sitOut(CountDownLatch latch) {
        while (!await(latch).equals("done")) {
            Thread.onSpinWait();
        }
        return "late";
    }

    private void getStuck(int threads) {
        for (var thread = 0; thread < threads; thread++) {
            var rendering = briefPool.execute(() -> sitOut(release));
            assertThrows(RenderTimedOut.class, () -> rendering.await().atMost(LIMIT));
        }
    }

    private HealthCheckResponse.Status liveness() {
        return new RenderLiveness(briefPool, brief).call().getStatus();
    }

    @Test
    void theTimeRunsFromTheBeginningOfTheWorkNotWhileItWaits() {
        var patient = new RenderPool(new Two(Duration.ofSeconds(3)), new SimpleMeterRegistry());
        var begun = System.nanoTime();
        var all = IntStream.range(0, 8)
                .mapToObj(index -> patient.execute(() -> awaitOneSecond(release)))
                .toList();

        assertEquals(8, Uni.join().all(all).andFailFast().await().atMost(LIMIT).size());
        assertTrue(Duration.ofNanos(System.nanoTime() - begun).toSeconds() >= 4);
        patient.stop(null);
    }

    private static boolean awaitOneSecond(CountDownLatch latch) {
        try {
            return latch.await(1, SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatTakesTooLongIsInterruptedAndItsThreadIsFree() {
        var rendering = briefPool.execute(() -> await(release));

        assertThrows(RenderTimedOut.class, () -> rendering.await().atMost(LIMIT));
        Awaitility.await().atMost(LIMIT).until(() -> briefPool.stuck() == 0);
    }

    @Test
    void whatAnInterruptedThreadMakesOfItIsNeverTheResult() {
        var hasty = new RenderPool(new Two(Duration.ofMillis(5)), new SimpleMeterRegistry());
        for (var round = 0; round < 100; round++) {
            var rendering = hasty.execute(() -> await(release));
            assertThrows(RenderTimedOut.class, () -> rendering.await().atMost(LIMIT));
        }
        hasty.stop(null);
    }

    @Test
    void threadsThatAreStuckAreReplacedAndCounted() {
        getStuck(1);
        assertEquals(HealthCheckResponse.Status.UP, liveness());
        assertEquals(
                1, briefMeters.get("throughline.document.render.stuck").gauge().value());
        getStuck(1);

        assertEquals("done", briefPool.execute(() -> "done").await().atMost(LIMIT));
        assertEquals(HealthCheckResponse.Status.DOWN, liveness());
    }

    @Test
    void whoeverHearsThatTimeIsUpFindsTheThreadCounted() {
        var counted = briefPool
                .execute(() -> sitOut(release))
                .onFailure(RenderTimedOut.class)
                .recoverWithItem(() -> briefPool.stuck() + " stuck");

        assertEquals("1 stuck", counted.await().atMost(LIMIT));
    }

    @Test
    void noMoreAreReplacedThanThereArePlaces() {
        getStuck(4);

        var refused = briefPool.execute(() -> "done");
        assertThrows(RejectedExecutionException.class, () -> refused.await().atMost(LIMIT));
    }

    @Test
    void threadsThatComeBackAfterAllAreNotStuckAnyMore() {
        getStuck(4);
        release.countDown();

        Awaitility.await().atMost(LIMIT).until(() -> briefPool.stuck() == 0);
        assertEquals(HealthCheckResponse.Status.UP, liveness());
        assertEquals("done", briefPool.execute(() -> "done").await().atMost(LIMIT));
    }

    @Test
    void itSaysSoWhenItsQueueIsFull() {
        IntStream.range(0, 2 + 256)
                .forEach(index -> pool.execute(() -> await(release)).subscribe().with(done -> {}, failure -> {}));

        assertThrows(
                RejectedExecutionException.class,
                () -> pool.execute(() -> "one too many").await().atMost(LIMIT));
    }

    @Test
    void whoDoesNotWaitAnyMoreInterruptsTheWork() throws InterruptedException {
        var started = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var subscriber = pool.execute(() -> {
                    started.countDown();
                    if (await(release).equals("interrupted")) {
                        interrupted.countDown();
                    }
                    return "done";
                })
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        started.await();
        subscriber.cancel();

        assertTrue(interrupted.await(60, SECONDS));
    }

    @Test
    void whatFailsFailsForWhoeverWaits() {
        assertThrows(
                IllegalStateException.class,
                () -> pool.execute(() -> {
                            throw new IllegalStateException("no");
                        })
                        .await()
                        .atMost(LIMIT));
        var deep = pool.execute(() -> {
            throw new StackOverflowError();
        });
        var failure = assertThrows(CompletionException.class, () -> deep.await().atMost(LIMIT));
        assertInstanceOf(StackOverflowError.class, failure.getCause());
    }
}
