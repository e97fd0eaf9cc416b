package dev.throughline.sandbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself, killed. */
class KillIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 8;

    @TempDir
    Path folder;

    private CallbackReceiver receiver;
    private Map<String, String> settings;
    private int port;
    private Process sandbox;

    @BeforeEach
    void listen() throws IOException {
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        receiver = new CallbackReceiver();
        settings = new HashMap<>(receiver.start());
        settings.put("sandbox.data", folder.toString());
        settings.put("quarkus.http.port", String.valueOf(port));
        settings.put("quarkus.http.host", "127.0.0.1");
    }

    @AfterEach
    void end() {
        CallbackReceiver.refuse(heard -> false);
        if (sandbox != null) {
            sandbox.destroyForcibly();
        }
        receiver.stop();
    }

    @Test
    void allThatWasAnsweredOrShownIsThereAfterAKill() throws Exception {
        start();
        var answered = ConcurrentHashMap.<String>newKeySet();
        var clients = Executors.newFixedThreadPool(CLIENTS + 1);
        for (var i = 0; i < CLIENTS; i++) {
            clients.submit(() -> reserveUntilItDies(answered));
        }
        clients.submit(() -> lookUntilItDies(answered));
        await().atMost(PATIENCE).until(() -> answered.size() > 200);

        kill();
        clients.shutdown();
        assertTrue(clients.awaitTermination(60, TimeUnit.SECONDS));
        start();

        var there = ConcurrentHashMap.<String>newKeySet();
        JSON.readTree(get("/sandbox/reservations").body())
                .forEach(each -> there.add(each.path("id").asText()));
        assertTrue(there.size() >= 200);
        answered.removeAll(there);
        assertEquals(Set.of(), answered);
    }

    private Void reserveUntilItDies(Set<String> answered) throws IOException {
        while (true) {
            var wish = JSON.writeValueAsString(Sandbox.wish(Sandbox.newReference()));
            var answer = Wire.send(port, "POST", "/harbour/reservations", wish);
            if (answer.status() == 201) {
                answered.add(JSON.readTree(answer.body()).path("id").asText());
            }
        }
    }

    private Void lookUntilItDies(Set<String> shown) throws IOException {
        while (true) {
            JSON.readTree(get("/sandbox/reservations").body())
                    .forEach(each -> shown.add(each.path("id").asText()));
        }
    }

    @Test
    void whatWasHeldIsConfirmedAndWhatWasNotHeardIsToldAfterAKill() throws Exception {
        settings.put("sandbox.confirm-after", "PT1H");
        start();
        CallbackReceiver.refuse(heard -> true);
        var reference = Sandbox.newReference();
        Wire.send(port, "POST", "/harbour/reservations", JSON.writeValueAsString(Sandbox.wish(reference)));
        await().atMost(PATIENCE).until(() -> !CallbackReceiver.newsOf(reference).isEmpty());

        kill();
        var before = CallbackReceiver.newsOf(reference).size();
        CallbackReceiver.refuse(heard -> false);
        settings.put("sandbox.confirm-after", "PT0.1S");
        start();

        await().atMost(PATIENCE).until(() -> CallbackReceiver.newsOf(reference).contains("confirmed 2"));
        assertTrue(CallbackReceiver.newsOf(reference).lastIndexOf("held 1") >= before);
    }

    @Test
    void anOvertakenCallbackStillComesAfterTheNewerOneWhenItWasKilledBetween() throws Exception {
        start();
        CallbackReceiver.refuse(heard -> true);
        var reference = Sandbox.newReference();
        Wire.send(port, "PUT", "/sandbox/faults", "[{\"operation\":\"reserve\",\"fault\":\"callback_out_of_order\"}]");
        Wire.send(port, "POST", "/reservations", JSON.writeValueAsString(Sandbox.wish(reference)));
        await().atMost(PATIENCE).until(() -> CallbackReceiver.newsOf(reference).contains("confirmed 2"));

        kill();
        CallbackReceiver.refuse(heard -> false);
        start();

        await().atMost(PATIENCE).until(() -> CallbackReceiver.newsOf(reference).contains("held 1"));
        var news = CallbackReceiver.newsOf(reference);
        assertEquals(news.size() - 1, news.indexOf("held 1"));
    }

    @Test
    void aDamagedLedgerKeepsItFromStartingAndIsNotTouched() throws Exception {
        var ledger = folder.resolve("ledger.jsonl");
        var damaged = "{\"reservation\":{\"id\":\"R-1\",\n{\"heard\":\"msg_1#0\"}\n";
        Files.writeString(ledger, damaged);

        launch();

        assertTrue(sandbox.waitFor(60, TimeUnit.SECONDS));
        assertNotEquals(0, sandbox.exitValue());
        assertTrue(log().contains("ledger.jsonl is damaged at line 1."), this::log);
        assertEquals(damaged, Files.readString(ledger));
    }

    @Test
    void aTornLastLineIsReported() throws Exception {
        Files.writeString(
                folder.resolve("ledger.jsonl"), "{\"heard\":\"msg_1#0\"}\n{\"reserv", StandardOpenOption.CREATE);

        start();

        assertTrue(log().contains("its 8 bytes are dropped"), this::log);
        assertFalse(log().contains("Exception"), this::log);
    }

    @Test
    void callbacksThatCannotBeSignedKeepItFromStarting() throws Exception {
        settings.put("sandbox.callback.secret", "");

        launch();

        assertTrue(sandbox.waitFor(60, TimeUnit.SECONDS));
        assertTrue(log().contains("sandbox.callback.url needs sandbox.callback.secret"), this::log);
    }

    private void start() throws IOException {
        launch();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> get("/q/health/ready").status() == 200);
    }

    private void launch() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ProcessBuilder(java, "-Xmx256m", "-jar", "target/quarkus-app/quarkus-run.jar");
        settings.forEach((name, value) ->
                command.environment().put(name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), value));
        command.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
        sandbox = command.start();
    }

    /** With SIGKILL. */
    private void kill() throws InterruptedException {
        sandbox.destroyForcibly().waitFor();
    }

    private Wire.Answer get(String path) throws IOException {
        return Wire.send(port, "GET", path, "");
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }
}
