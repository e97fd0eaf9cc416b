package dev.throughline.booking.partner;

import dev.throughline.booking.callback.BookingBench;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.parts.Ports;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Bookings through the application with a real partner, and a way to it on which things go wrong. Wants {@link DriftProfile}. */
abstract class BookingAtTheSandbox {

    static final String JSON = "application/json";
    static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path data;

    static URI sandbox;
    static FaultyWay way;
    private static ProgramUnderTest program;

    @ConfigProperty(name = "throughline.sandbox.url")
    URI partnersUrl;

    @Inject
    Partners partners;

    @Inject
    BookingBench bench;

    @Inject
    TimeSource time;

    static void open(Map<String, String> manners) {
        sandbox = URI.create("http://127.0.0.1:" + Ports.free());
        program = ProgramUnderTest.sandbox(sandbox, data, manners);
    }

    @AfterAll
    static void close() {
        way.close();
        way = null;
        program.close();
    }

    @BeforeEach
    void theWayIsOpen() {
        if (way == null) {
            way = new FaultyWay(sandbox, partnersUrl.getPort());
        }
        time.reset();
        bench.update("delete from partner_breaker");
        Awaitility.await().atMost(LIMIT).until(() -> !partners.named("meridian").isLeftAlone());
    }

    @AfterEach
    void allGoesWell() {
        way.clear();
        time.reset();
    }

    void leaveAlone() {
        Awaitility.await().atMost(LIMIT).until(() -> {
            bench.leaveAlone("meridian");
            return partners.named("meridian").isLeftAlone();
        });
    }
}
