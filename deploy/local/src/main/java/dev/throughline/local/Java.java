package dev.throughline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** A Java runtime of this machine. */
record Java(Path home, int feature) {

    private static final int OLDEST = 17;

    /** The newest one found. */
    static Java newest() {
        var homes = new ArrayList<Path>();
        homes.add(Path.of(System.getProperty("java.home")));
        Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(homes::add);
        try (var installed = Files.newDirectoryStream(Path.of("/usr/lib/jvm"))) {
            installed.forEach(homes::add);
        } catch (IOException e) {
            // Not every machine keeps them there.
            homes.remove(null);
        }
        return homes.stream()
                .map(Java::at)
                .flatMap(Optional::stream)
                .filter(java -> java.feature() >= OLDEST)
                .max(Comparator.comparingInt(Java::feature))
                .orElseThrow(
                        () -> new Fatal("Throughline needs JDK 17 or newer. Install one, or point JAVA_HOME at it."));
    }

    private static Optional<Java> at(Path home) {
        var release = home.resolve("release");
        if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return Optional.empty();
        }
        try (var reader = Files.newBufferedReader(release)) {
            var properties = new Properties();
            properties.load(reader);
            var version = properties.getProperty("JAVA_VERSION", "\"0\"").replace("\"", "");
            return Optional.of(new Java(home, Integer.parseInt(version.split("[.+-]")[0])));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    List<String> command(List<String> options, Path jar) {
        var command = new ArrayList<String>();
        command.add(home.resolve("bin/java").toString());
        command.addAll(options);
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }
}
