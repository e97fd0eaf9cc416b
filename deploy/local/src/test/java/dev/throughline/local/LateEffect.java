package dev.throughline.local;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;

/** A reservation that the partner makes after booking-service, which asked for it, has died. */
final class LateEffect {

    private final TestStack stack;
    private final String customer;
    private final String tenant;
    private String booking;

    LateEffect(TestStack stack, String tenant) {
        this.stack = stack;
        this.tenant = tenant;
        this.customer = stack.token("customer", tenant, "customer-1");
    }

    /** The partner is stopped, takes the connection but reads nothing, and goes on when the sender is dead. */
    void dieWhileTheRequestIsInTheSocket() throws Exception {
        var sandbox = stack.process(Place.SANDBOX).orElseThrow();
        // Should the request be given up before the kill, that is not recorded.
        try (var gate = recording()) {
            Processes.pause(sandbox);
            try {
                booking = stack.book(customer, "meridian");
                soon().until(this::liesUnread);
                kill();
                gate.breakOff();
            } finally {
                Processes.resume(sandbox);
            }
        }
        soon().until(() -> made() == 1);
    }

    /** The partner waits before it acts, as long as it takes to start again and to ask for another reservation, or longer. */
    void dieWhileThePartnerTakesItsTime() throws Exception {
        stack.sandbox(
                "PUT",
                "/sandbox/faults",
                "[{\"operation\":\"reserve\",\"fault\":\"delay\",\"partner\":\"meridian\",\"delayMs\":10000}]");
        try (var gate = recording()) {
            booking = stack.book(customer, "meridian");
            soon().until(() -> stack.sandbox("GET", "/sandbox/faults", null).isEmpty());
            kill();
            gate.breakOff();
        }
        await().atMost(ofSeconds(120)).until(this::hasActedAtLast);
    }

    private boolean hasActedAtLast() throws Exception {
        for (var request : stack.sandbox("GET", "/sandbox/requests", null)) {
            if (request.path("reference").asText().equals(booking)
                    && request.path("faults").toString().contains("delay")) {
                return true;
            }
        }
        return false;
    }

    private Gate recording() throws Exception {
        return Gate.at(
                stack.database(Place.BOOKING),
                "before update of state",
                "job",
                "new.tenant = '%s' and new.kind = 'partner.reserve' and old.state = 'running'".formatted(tenant));
    }

    private void kill() {
        var process = stack.process(Place.BOOKING).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Whether bytes wait to be read at the partner's port (proc(5), /proc/net/tcp: rx_queue). */
    private boolean liesUnread() throws IOException {
        var port = "%04X".formatted(stack.place.port(Place.SANDBOX));
        for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (var line : Files.readAllLines(Path.of(table))) {
                var columns = line.strip().split("\\s+");
                if (columns[1].endsWith(":" + port) && columns[3].equals("01") && !columns[4].endsWith(":00000000")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Waits until the booking is confirmed and the partner holds what it names, and nothing else, with nothing left to do. */
    void awaitOneReservation() {
        var patient = await().atMost(ofSeconds(240)).pollInterval(ofMillis(200));
        patient.ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> {
            var found = stack.get("/bookings/" + booking, customer);
            assertEquals("confirmed", found.path("status").asText());
            assertEquals(List.of(found.path("partnerSync").path("reservationId").asText()), live());
            assertEquals(0, openJobs());
        });
    }

    int made() throws Exception {
        return reservations().size();
    }

    private JsonNode reservations() throws Exception {
        return stack.sandbox("GET", "/sandbox/reservations?reference=" + booking, null);
    }

    private List<String> live() throws Exception {
        var live = new ArrayList<String>();
        for (var reservation : reservations()) {
            if (reservation.path("live").asBoolean()) {
                live.add(reservation.path("id").asText());
            }
        }
        return live;
    }

    private long openJobs() throws Exception {
        try (var database = stack.database(Place.BOOKING);
                var statement = database.createStatement();
                var rows = statement.executeQuery(
                        "select count(*) from job where tenant = '%s' and state in ('queued', 'running', 'failed')"
                                .formatted(tenant))) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(ofSeconds(120)).pollDelay(ofMillis(0)).pollInterval(ofMillis(10));
    }
}
