package dev.throughline.parts;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Brings Debian packages without installing them: no root, nothing outside one folder. */
final class DebianPackages {

    private static final long MINUTES = 5;

    private DebianPackages() {}

    /**
     * Fetches {@code packages} and unpacks them under {@code root}; does nothing if that has been done. Of several processes
     * one does it and the others wait.
     *
     * @param otherwise what a reader may do instead if they cannot be fetched
     */
    static void unpack(Path root, List<String> packages, String otherwise) {
        unpack(root, options -> packages, otherwise);
    }

    /** Like {@link #unpack}, with all that {@code packages} depend on and that is not installed. */
    static void unpackWithMissing(Path root, List<String> packages, String otherwise) {
        unpack(root, options -> withMissing(root, packages, options), otherwise);
    }

    /** Which packages to fetch, given the options for apt's tools; asked once their lists are there. */
    private interface Selection {
        List<String> packages(List<String> options) throws IOException;
    }

    private static void unpack(Path root, Selection selection, String otherwise) {
        try {
            Files.createDirectories(root);
            try (var file = FileChannel.open(
                            root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = file.lock()) {
                if (lock.isValid() && !Files.exists(root.resolve(".unpacked"))) {
                    fetch(root, selection);
                    Files.createFile(root.resolve(".unpacked"));
                }
            }
        } catch (IOException e) {
            throw new PartUnavailable(
                    "Debian's packages could not be fetched (%s). %s".formatted(e.getMessage(), otherwise), e);
        }
    }

    private static void fetch(Path root, Selection selection) throws IOException {
        var lists = Files.createDirectories(root.resolve("apt/lists/partial")).getParent();
        var cache = Files.createDirectories(root.resolve("apt/cache/archives/partial"));
        var options = List.of(
                "-o",
                "Dir::State::lists=" + lists,
                "-o",
                "Dir::Cache=" + cache.getParent().getParent(),
                "-o",
                "Debug::NoLocking=1",
                "-o",
                "APT::Sandbox::User=");
        var downloads = Files.createDirectories(root.resolve("apt/debs"));
        run(downloads, command(List.of("apt-get", "-qq", "update"), options));
        run(downloads, command(command(List.of("apt-get", "-qq", "download"), options), selection.packages(options)));
        try (var files = Files.newDirectoryStream(downloads, "*.deb")) {
            for (var file : files) {
                run(downloads, List.of("dpkg", "-x", file.toString(), root.toString()));
            }
        }
    }

    // A simulated installation lists a line "Inst <package> …" for each package it would bring.
    private static List<String> withMissing(Path root, List<String> packages, List<String> options) throws IOException {
        var install = List.of("apt-get", "-s", "--reinstall", "--no-install-recommends", "install");
        return run(root, command(command(install, options), packages))
                .lines()
                .filter(line -> line.startsWith("Inst "))
                .map(line -> line.split(" ")[1])
                .toList();
    }

    private static List<String> command(List<String> begin, List<String> end) {
        var all = new ArrayList<>(begin);
        all.addAll(end);
        return all;
    }

    private static String run(Path directory, List<String> command) throws IOException {
        var output = Files.createTempFile("throughline", ".out");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(Map.of("LC_ALL", "C", "DEBIAN_FRONTEND", "noninteractive"));
            var process = builder.start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " did not end within %d minutes".formatted(MINUTES));
            }
            if (process.exitValue() != 0) {
                throw new IOException(command.get(0) + " failed: " + firstLine(Files.readString(output)));
            }
            return Files.readString(output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Where the unpacked shared libraries are, whatever the machine's architecture is. */
    static String libraries(Path root) throws IOException {
        var found = new ArrayList<String>();
        for (var parent : List.of(root.resolve("usr/lib"), root.resolve("lib"))) {
            if (Files.isDirectory(parent)) {
                addLibraries(parent, found);
            }
        }
        return String.join(":", found);
    }

    // Some packages keep libraries that only they use one folder deeper.
    private static void addLibraries(Path parent, List<String> found) throws IOException {
        try (var machines = Files.newDirectoryStream(parent, "*-linux-gnu*")) {
            for (var machine : machines) {
                found.add(machine.toString());
                try (var own = Files.newDirectoryStream(machine, Files::isDirectory)) {
                    own.forEach(folder -> found.add(folder.toString()));
                }
            }
        }
    }

    private static String firstLine(String said) {
        return said.strip().lines().findFirst().orElse("it said nothing");
    }
}
