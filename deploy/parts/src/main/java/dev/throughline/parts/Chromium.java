package dev.throughline.parts;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A headless Chromium of one's own, with a profile that nobody else uses and that is gone when it is closed. */
public final class Chromium implements AutoCloseable {

    private static final long START_SECONDS = 60;
    private static final List<String> FLAGS = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-default-apps",
            "--disable-extensions",
            "--hide-scrollbars",
            "--lang=en",
            "--remote-debugging-port=0",
            "about:blank");

    private final Path profile;
    private final Process process;
    private final DevTools tools;

    private Chromium(Path profile, Process process, DevTools tools) {
        this.profile = profile;
        this.process = process;
        this.tools = tools;
    }

    /** Starts the Chromium that is found or brought; {@link PartUnavailable} says what to do if none can be. */
    public static Chromium start() {
        try {
            var profile = Files.createTempDirectory("throughline-chromium-");
            var installation = ChromiumInstallation.find(PackageCache.of("chromium", profile));
            var process = launch(installation, profile);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Chromium(profile, process, DevTools.connect(address(process, profile)));
        } catch (IOException e) {
            throw new PartUnavailable("Chromium could not be started: " + e.getMessage(), e);
        }
    }

    private static Process launch(ChromiumInstallation installation, Path profile) throws IOException {
        var command = new ArrayList<String>();
        command.add(installation.program().toString());
        command.add("--user-data-dir=" + profile);
        command.addAll(FLAGS);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile());
        builder.environment().putAll(installation.environment());
        builder.environment().putAll(Map.of("HOME", profile.toString(), "XDG_CONFIG_HOME", profile.toString()));
        return builder.start();
    }

    // Chromium writes the port it has chosen and the path of its socket to this file once it listens.
    private static URI address(Process process, Path profile) throws IOException {
        var file = profile.resolve("DevToolsActivePort");
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.exists(file) || Files.readAllLines(file).size() < 2) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException(
                        "it did not start; it said: " + said(profile).strip());
            }
            pause();
        }
        var lines = Files.readAllLines(file);
        return URI.create("ws://127.0.0.1:%s%s".formatted(lines.get(0), lines.get(1)));
    }

    private static String said(Path profile) throws IOException {
        var log = Files.readString(profile.resolve("chromium.log"));
        return log.substring(Math.max(0, log.length() - 500));
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** A tab with cookies and storage of its own. */
    public Tab open() {
        return Tab.open(tools);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(START_SECONDS, TimeUnit.SECONDS);
            try (var files = Files.walk(profile)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("Not all of " + profile + " could be deleted: " + e.getMessage());
        }
    }
}
