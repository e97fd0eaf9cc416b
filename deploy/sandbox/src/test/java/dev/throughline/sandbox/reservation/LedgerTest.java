package dev.throughline.sandbox.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.smallrye.mutiny.Uni;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("ledger.jsonl");
    }

    private Ledger open() {
        return new Ledger(path(), JSON);
    }

    private static Reservation reservation(String id) {
        var at = Instant.parse("2030-01-01T00:00:00Z");
        return new Reservation(
                id,
                "meridian",
                "ref-" + id,
                "S",
                "2030-01-02T09:00Z",
                Reservation.Status.held,
                1,
                null,
                at,
                at,
                null,
                null);
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    private static void record(Ledger ledger, String... ids) {
        for (var id : ids) {
            get(ledger.record(Line.changed(reservation(id), List.of())));
        }
    }

    private static List<String> ids(Ledger ledger) {
        return ledger.all(null).stream().map(Reservation::id).toList();
    }

    @Test
    void whatWasAnsweredIsThereWhenItIsOpenedAgain() throws Exception {
        var ledger = open();
        record(ledger, "R-1", "R-2");
        get(ledger.change(
                "R-1",
                held -> Optional.of(Line.changed(held.to(Reservation.Status.cancelled, Instant.EPOCH), List.of()))));
        ledger.close();

        var again = open();

        assertEquals(List.of("R-1", "R-2"), ids(again));
        assertEquals(
                Reservation.Status.cancelled, again.find("R-1").orElseThrow().status());
        assertEquals(2, again.find("R-1").orElseThrow().version());
        again.close();
    }

    @Test
    void ofTwoChangesAtOnceTheSecondSeesTheFirst() throws Exception {
        var ledger = open();
        record(ledger, "R-1");
        var changes = new ArrayList<Uni<Optional<Line>>>();
        for (var i = 0; i < 50; i++) {
            changes.add(ask(ledger.change("R-1", LedgerTest::cancelled)));
        }

        var done = changes.stream().filter(change -> get(change).isPresent()).count();

        assertEquals(1, done);
        assertEquals(2, ledger.find("R-1").orElseThrow().version());
        ledger.close();
    }

    private static Optional<Line> cancelled(Reservation current) {
        return current.live()
                ? Optional.of(Line.changed(current.to(Reservation.Status.cancelled, Instant.EPOCH), List.of()))
                : Optional.empty();
    }

    @Test
    void nothingIsShownOrAnsweredBeforeItIsOnDisk() throws Exception {
        var ledger = open();
        record(ledger, "R-1");
        var togetherAsked = new CountDownLatch(1);
        var firstDecided = new CountDownLatch(1);
        var mayBeWritten = new CountDownLatch(1);
        ask(ledger.change("R-1", current -> await(togetherAsked)));
        var first = ask(ledger.change("R-1", LedgerTest::cancelled));
        ask(ledger.change("R-1", current -> {
            firstDecided.countDown();
            return await(mayBeWritten);
        }));
        togetherAsked.countDown();
        await(firstDecided);

        assertEquals(Reservation.Status.held, ledger.find("R-1").orElseThrow().status());
        assertFalse(Files.readString(path()).contains("\"cancelled\""));
        mayBeWritten.countDown();
        assertTrue(get(first).isPresent());
        assertTrue(Files.readString(path()).contains("\"cancelled\""));
        assertEquals(
                Reservation.Status.cancelled, ledger.find("R-1").orElseThrow().status());
        ledger.close();
    }

    private static <T> Uni<T> ask(Uni<T> question) {
        var asked = question.memoize().indefinitely();
        asked.subscribe().with(done -> {}, failure -> {});
        return asked;
    }

    private static Optional<Line> await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLastLineThatWasCutShortIsDroppedAndReported() throws Exception {
        var ledger = open();
        record(ledger, "R-1", "R-2", "R-3");
        ledger.close();
        var whole = Files.readAllLines(path());
        Files.writeString(
                path(), whole.get(0) + "\n" + whole.get(1) + "\n" + whole.get(2).substring(0, 40));

        var reported = new ArrayList<String>();
        var again = reporting(reported, this::open);

        assertEquals(List.of("R-1", "R-2"), ids(again));
        assertEquals(1, reported.size(), reported::toString);
        assertTrue(reported.get(0).contains("cut short") && reported.get(0).contains("40 bytes"), reported::toString);
        record(again, "R-4");
        again.close();
        var third = open();
        assertEquals(List.of("R-1", "R-2", "R-4"), ids(third));
        third.close();
    }

    private static <T> T reporting(List<String> reported, Supplier<T> work) {
        var logger = Logger.getLogger(Journal.class.getName());
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                reported.add(String.format(record.getMessage(), record.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            return work.get();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    @Test
    void aDamagedLineInTheMiddleIsRefusedByItsNumber() throws Exception {
        var ledger = open();
        record(ledger, "R-1", "R-2", "R-3");
        ledger.close();
        var whole = Files.readAllLines(path());
        var damaged = whole.get(0) + "\n" + whole.get(1).substring(0, 40) + "\n" + whole.get(2) + "\n";
        Files.writeString(path(), damaged);

        var refusal = assertThrows(IllegalStateException.class, this::open);

        assertTrue(refusal.getMessage().contains("damaged at line 2"), refusal::getMessage);
        assertTrue(refusal.getMessage().contains(path().toString()), refusal::getMessage);
        assertEquals(damaged, Files.readString(path()));
    }

    @Test
    void aLedgerInUseIsRefused() throws Exception {
        var ledger = open();

        var refusal = assertThrows(IllegalStateException.class, this::open);

        assertTrue(refusal.getMessage().contains("in use"), refusal::getMessage);
        record(ledger, "R-1");
        ledger.close();
        var again = open();
        assertEquals(List.of("R-1"), ids(again));
        again.close();
    }

    @Test
    void aLineOfTheVersionBeforeIsRead() throws Exception {
        Files.writeString(path(), """
                {"reservation":{"id":"R-1","partner":"meridian","reference":"r","service":"S","start":"2030-01-02T09:00:00Z","status":"held","version":1,"reason":null,"createdAt":"2030-01-01T00:00:00Z","updatedAt":"2030-01-01T00:00:00Z","cancelledAt":null,"live":true},"callbacks":[{"webhookId":"msg_1","copy":0,"partner":"meridian","body":"{}","due":"2030-01-01T00:00:00Z","expires":"2030-01-01T00:30:00Z"}],"heard":null,"wiped":false}
                """, StandardOpenOption.CREATE);

        var ledger = open();

        assertEquals(List.of("R-1"), ids(ledger));
        assertEquals(1, ledger.sendable().size());
        get(ledger.heard(ledger.sendable().get(0)));
        assertEquals(List.of(), ledger.sendable());
        ledger.close();
    }
}
