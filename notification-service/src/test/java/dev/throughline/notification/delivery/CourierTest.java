package dev.throughline.notification.delivery;

import static dev.throughline.kit.job.Outcome.failed;
import static dev.throughline.kit.job.Outcome.succeeded;
import static dev.throughline.kit.job.Outcome.unknown;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.job.Outcome;
import dev.throughline.notification.delivery.ScriptedSmtp.Step;
import dev.throughline.notification.template.Rendered;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.StartTLSOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is known of a mail after each fault of a mail server, and whether the server has it. */
class CourierTest {

    private static final Duration LIMIT = ofSeconds(60);
    private static Vertx vertx;

    private ScriptedSmtp server;
    private SmtpClient client;

    @BeforeAll
    static void begin() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void end() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @BeforeEach
    void startServer() {
        server = new ScriptedSmtp();
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void anAcceptedMailIsSent() {
        assertEquals(succeeded, deliver().outcome());

        var message = server.messages().get(0);
        assertTrue(message.contains("Message-ID: <1.0@example.com>"), message);
        assertTrue(message.contains("multipart/alternative"), message);
        assertTrue(message.contains("Content-ID: <brand@throughline>"), message);
    }

    @Test
    void aConnectionServesSeveralMails() {
        var courier = courier(ofSeconds(20), ofSeconds(3));
        for (var n = 0; n < 3; n++) {
            assertEquals(succeeded, deliver(courier).outcome());
        }
        assertEquals(3, server.messages().size());
        assertEquals(
                1,
                server.commands().stream()
                        .filter(line -> line.startsWith("EHLO"))
                        .count());
    }

    @Test
    void aSlowAnswerIsAnAnswer() {
        server.beSilent(Step.DOT);
        vertx.setTimer(700, ignored -> server.speak());

        assertEquals(succeeded, deliver().outcome());
        assertEquals(1, server.messages().size());
    }

    @Test
    void aRefusedConnectionIsNoMail() throws IOException {
        int closed;
        try (var listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            closed = listener.getLocalPort();
        }
        assertEquals(
                failed, deliver(courier(closed, ofSeconds(5), ofSeconds(10))).outcome());
    }

    @ParameterizedTest
    @CsvSource({
        "GREETING, 421 too busy, failed",
        "GREETING, 554 no mail here, failed",
        "MAIL, 451 greylisted, failed",
        "MAIL, 550 sender unknown, rejected",
        "RCPT, 450 mailbox busy, failed",
        "RCPT, 550 no such user, rejected",
        "DATA, 452 no space, failed",
        "DATA, 554 no valid recipients, rejected",
        "DOT, 421 shutting down, failed",
        "DOT, 451 local error, failed",
        "DOT, 554 looks like spam, rejected",
    })
    void aDefiniteReplyDecides(Step step, String reply, Outcome outcome) {
        server.reply(step, reply);

        var dispatch = deliver();

        assertEquals(outcome, dispatch.outcome());
        assertEquals(reply, dispatch.reply());
        assertTrue(dispatch.detail().endsWith(reply), dispatch.detail());
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA"})
    void aConnectionLostBeforeTheDataIsNoMail(Step step) {
        server.disconnect(step);

        assertEquals(failed, deliver().outcome());
        assertEquals(0, server.messages().size());
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA"})
    void aServerThatFallsSilentBeforeTheDataHasNoMail(Step step) {
        server.beSilent(step);

        assertEquals(failed, deliver(courier(ofMillis(500), ofSeconds(3))).outcome());
        assertEquals(0, server.messages().size());
    }

    @Test
    void aConnectionLostAfterTheDataLeavesUsIgnorant() {
        server.disconnect(Step.DOT);

        assertEquals(unknown, deliver().outcome());
        assertEquals(1, server.messages().size());
    }

    @Test
    void aServerThatFallsSilentAfterTheDataLeavesUsIgnorant() {
        server.beSilent(Step.DOT);

        assertEquals(unknown, deliver(courier(ofSeconds(3), ofSeconds(3))).outcome());
        assertEquals(1, server.messages().size());
    }

    @Test
    void gibberishAfterTheDataIsNoAnswer() {
        server.reply(Step.DOT, "ok");

        assertEquals(unknown, deliver().outcome());
    }

    @Test
    void aMailThatWasWithdrawnNeverGoesOut() {
        server.beSilent(Step.GREETING);

        var dispatch = deliver(courier(ofSeconds(3), ofMillis(500)));
        assertEquals(failed, dispatch.outcome());

        server.speak();
        await().atMost(LIMIT).until(() -> server.commands().contains("DATA"));
        // The client gives the connection up when it has been silent for long enough.
        await().atMost(LIMIT).until(() -> server.connections() == 0);
        assertEquals(0, server.messages().size());
    }

    @Test
    void silentConnectionsDoNotFillThePool() {
        var courier = courier(ofSeconds(3), ofSeconds(3));
        server.beSilent(Step.RCPT);
        for (var n = 0; n < 3; n++) {
            assertEquals(failed, deliver(courier).outcome());
        }
        server.agree();

        assertEquals(succeeded, deliver(courier).outcome());
    }

    @Test
    void anAnswerBeforeTheQuestionIsNoAnswer() {
        server.replyAndDisconnect(Step.DATA, "354 go on\r\n250 queued");

        var outcome = deliver().outcome();

        assertEquals(failed, outcome);
        assertEquals(0, server.messages().size());
    }

    private Dispatch deliver() {
        return deliver(courier(ofSeconds(20), ofSeconds(3)));
    }

    private static Dispatch deliver(Courier courier) {
        var letter = new Letter(
                "<1.0@example.com>",
                "Throughline <no-reply@example.com>",
                null,
                "ana@example.com",
                "en",
                new Rendered("Your visit", "Hello\n.\nBye\n", "<p>Hello</p>\n"));
        return courier.deliver(letter).await().atMost(LIMIT);
    }

    private Courier courier(Duration replyTimeout, Duration handover) {
        return courier(server.port(), replyTimeout, handover);
    }

    private Courier courier(int port, Duration replyTimeout, Duration handover) {
        var settings = new Settings("127.0.0.1", OptionalInt.of(port), replyTimeout, handover);
        client = new SmtpClient(vertx, settings, null);
        return new Courier(client, settings);
    }

    private record Settings(String host, OptionalInt port, Duration replyTimeout, Duration handover)
            implements SmtpSettings {

        @Override
        public Optional<String> username() {
            return Optional.empty();
        }

        @Override
        public Optional<String> password() {
            return Optional.empty();
        }

        @Override
        public StartTLSOptions starttls() {
            return StartTLSOptions.OPTIONAL;
        }

        @Override
        public boolean tls() {
            return false;
        }

        @Override
        public Optional<String> trust() {
            return Optional.empty();
        }

        @Override
        public Optional<String> hello() {
            return Optional.of("test.example.com");
        }

        @Override
        public Duration answer() {
            return ofSeconds(30);
        }

        @Override
        public int connections() {
            return 2;
        }

        @Override
        public Duration connectTimeout() {
            return ofSeconds(2);
        }

        @Override
        public int maxAttempts() {
            return 3;
        }
    }
}
