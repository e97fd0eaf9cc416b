package dev.throughline.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The classes of a program as the Java runtime wants them in memory (its class data sharing). The first run of what was built
 * writes the archive when it stops; later runs read it and are ready sooner. It is kept with what was built, in
 * files named after the program's files, the runtime and its options, so that no run is given one that does not fit.
 *
 * <p>It is a help only: a run that cannot write or read one is a slower run, never a failed one.
 */
final class ClassArchive {

    private static final String PREFIX = "classes-";
    private static final String SUFFIX = ".jsa";
    // A runtime that refuses an archive goes on without it and would say so in the program's log.
    private static final String QUIET = "-Xlog:cds=off";
    private static final String QUIET_TOO = "-Xlog:cds+dynamic=off";

    private final Path archive;
    private Path begun;

    private ClassArchive(Path archive) {
        this.archive = archive;
    }

    /** For the program that starts from {@code jar}, on {@code java} with {@code options}. */
    static ClassArchive of(Path jar, Java java, List<String> options) {
        var folder = jar.toAbsolutePath().getParent();
        var name = "%s%08x%s".formatted(PREFIX, Objects.hash(files(folder), java, options), SUFFIX);
        return new ClassArchive(folder.resolve(name));
    }

    // Size and time tell one build from the next, and the runtime compares both again, file by file.
    private static List<Object> files(Path folder) {
        var found = new ArrayList<>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                found.addAll(Arrays.asList(
                        file.toString(),
                        Files.size(file),
                        Files.getLastModifiedTime(file).toMillis()));
            }
        } catch (IOException | UncheckedIOException e) {
            // What cannot be read will be missed by the program itself.
            found.add(e.toString());
        }
        return found;
    }

    /** What to start the next run with. */
    synchronized List<String> options() {
        if (Files.isRegularFile(archive)) {
            return List.of(QUIET, QUIET_TOO, "-XX:SharedArchiveFile=" + archive);
        }
        try {
            begun = Files.createTempDirectory(archive.getParent(), PREFIX).resolve(archive.getFileName());
            return List.of(QUIET, QUIET_TOO, "-XX:ArchiveClassesAtExit=" + begun);
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Keeps what the last run has written, in place of what earlier builds have left. {@code whole}: whether it came to its own
     * end; what was killed has perhaps written half.
     */
    synchronized void keep(boolean whole) {
        if (begun == null) {
            return;
        }
        try {
            if (whole && Files.exists(begun)) {
                Files.move(begun, archive, StandardCopyOption.ATOMIC_MOVE);
                removeOthers();
            }
            Files.deleteIfExists(begun);
            Files.deleteIfExists(begun.getParent());
        } catch (IOException e) {
            System.out.printf("The next start will not be quicker than this one: %s%n", e.getMessage());
        }
        begun = null;
    }

    private void removeOthers() throws IOException {
        try (var others = Files.newDirectoryStream(archive.getParent(), PREFIX + "*" + SUFFIX)) {
            for (var other : others) {
                if (!other.equals(archive)) {
                    Files.deleteIfExists(other);
                }
            }
        }
    }
}
