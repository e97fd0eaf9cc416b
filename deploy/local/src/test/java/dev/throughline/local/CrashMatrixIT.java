package dev.throughline.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.stream.Collectors.toSet;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every kind of job, with its process killed at every boundary of its steps: no verdict is ever {@code safe} where the effect
 * exists outside, and in the end there is exactly one effect.
 *
 * <p>The processes are stopped at the boundary from outside, in the database, and then killed with SIGKILL. In each round
 * every kind is at another boundary, so that all are struck by one kill of each service.
 */
class CrashMatrixIT {

    private static final List<Boundary> BOUNDARIES = List.of(Boundary.values());
    private static final Pattern KIND = Pattern.compile("(?m)^throughline_jobs_open\\{[^}]*\\bkind=\"([^\"]+)\"");

    @Test
    void wheneverAProcessDiesTheVerdictIsHonestAndThereIsOneEffect() throws Exception {
        var stack = TestStack.get();
        stack.awaitReady();
        var rounds = new ArrayList<List<CrashCase>>();
        for (var number = 0; number < BOUNDARIES.size(); number++) {
            rounds.add(round(stack, number));
        }
        for (var round : rounds) {
            for (var crash : round) {
                crash.prepare();
            }
        }
        for (var round : rounds) {
            for (var crash : round) {
                crash.awaitPrepared();
            }
        }
        for (var round : rounds) {
            strike(stack, round);
        }
        for (var round : rounds) {
            for (var crash : round) {
                new OneEffect(stack, crash).await();
            }
        }
    }

    @Test
    void everyKindOfJobThatAServiceRunsIsInTheMatrix() throws Exception {
        var stack = TestStack.get();
        stack.awaitReady();
        for (var service : Stack.SERVICES) {
            var struck = Arrays.stream(KindOfJob.values())
                    .filter(work -> work.service.equals(service))
                    .map(work -> work.kind)
                    .collect(toSet());
            await("kinds of " + service)
                    .atMost(ofSeconds(60))
                    .untilAsserted(() -> assertEquals(struck, kinds(metrics(stack, service)), service));
        }
    }

    private static String metrics(TestStack stack, String service) throws Exception {
        return new String(
                stack.bytes(stack.place.url(service) + "/q/metrics", null).body(), UTF_8);
    }

    /** A service that runs jobs exports each of their kinds, also where there are none, once it has counted them. */
    private static Set<String> kinds(String metrics) {
        var kinds = KIND.matcher(metrics).results().map(found -> found.group(1)).collect(toSet());
        assertEquals(metrics.contains("throughline_jobs_due_oldest_age"), !kinds.isEmpty(), "Not counted yet.");
        return kinds;
    }

    private static List<CrashCase> round(TestStack stack, int number) {
        var round = new ArrayList<CrashCase>();
        for (var work : KindOfJob.values()) {
            var boundary = BOUNDARIES.get((number + work.place()) % BOUNDARIES.size());
            if (work.boundaries().contains(boundary)) {
                round.add(new CrashCase(stack, work, boundary));
            }
        }
        return round;
    }

    private static void strike(TestStack stack, List<CrashCase> round) throws Exception {
        stack.awaitReady();
        try {
            var plan = TestStack.JSON.createArrayNode();
            for (var crash : round) {
                crash.shutGates();
                crash.planFaults(plan);
            }
            stack.sandbox("PUT", "/sandbox/faults", plan.toString());
            bringToBoundaries(round);
            kill(stack, round);
        } finally {
            for (var crash : round) {
                crash.removeGates();
            }
        }
        await("verdicts of " + round)
                .atMost(ofSeconds(240))
                .pollDelay(ofMillis(0))
                .pollInterval(ofMillis(50))
                .until(() -> haveEnded(round));
    }

    /**
     * All at once, but for the one that keeps events of booking-service from leaving: those of other services need them to
     * begin.
     */
    private static void bringToBoundaries(List<CrashCase> round) throws Exception {
        var last = round.stream()
                .filter(crash ->
                        crash.work.service.equals(Place.BOOKING) && crash.boundary == Boundary.before_acknowledgement)
                .toList();
        var others = new ArrayList<>(round);
        others.removeAll(last);
        for (var group : List.of(others, last)) {
            for (var crash : group) {
                crash.start();
            }
            for (var crash : group) {
                await(crash.toString())
                        .atMost(ofSeconds(120))
                        .pollDelay(ofMillis(0))
                        .pollInterval(ofMillis(20))
                        .until(crash::isAtBoundary);
            }
        }
    }

    private static void kill(TestStack stack, List<CrashCase> round) throws Exception {
        var services = new HashSet<String>();
        for (var crash : round) {
            crash.noteJobs();
            services.add(crash.work.service);
        }
        for (var service : services) {
            var process = stack.process(service).orElseThrow();
            assertTrue(process.destroyForcibly());
            process.onExit().join();
        }
        stack.sandbox("DELETE", "/sandbox/faults", null);
        for (var crash : round) {
            crash.afterDeath();
        }
    }

    private static boolean haveEnded(List<CrashCase> round) throws Exception {
        var ended = true;
        for (var crash : round) {
            ended &= crash.hasEnded();
        }
        return ended;
    }

    @Test
    void aRequestThatHasItsEffectWhenItsSenderIsDeadIsFoundAndNotRepeated() throws Exception {
        var stack = TestStack.get();
        stack.awaitReady();
        var crash = new LateEffect(stack, "late-in-socket");
        crash.dieWhileTheRequestIsInTheSocket();
        crash.awaitOneReservation();
        assertEquals(1, crash.made());
    }

    @Test
    void aRequestThatHasItsEffectLongAfterItsSenderHasDiedLeavesOneReservation() throws Exception {
        var stack = TestStack.get();
        stack.awaitReady();
        var crash = new LateEffect(stack, "late-at-the-partner");
        crash.dieWhileThePartnerTakesItsTime();
        crash.awaitOneReservation();
    }
}
