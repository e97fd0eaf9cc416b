package dev.throughline.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Builds the programs when they are missing or older than their sources. */
final class Build {

    private Build() {}

    static void ifNeeded(Home home, List<Program> programs) {
        var oldest = programs.stream()
                .mapToLong(program -> modified(program.jar(home)))
                .min()
                .orElse(0);
        if (oldest > newestSource(home, programs)) {
            return;
        }
        System.out.println("Building (the first time, Maven fetches what it needs; a few minutes) …");
        try {
            var process = new ProcessBuilder(home.root().resolve("mvnw").toString(), "-q", "package", "-DskipTests")
                    .directory(home.root().toFile())
                    .inheritIO()
                    .start();
            if (process.waitFor() != 0) {
                throw new Fatal("The build failed; see above.");
            }
        } catch (IOException e) {
            throw new Fatal("The build could not be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fatal("Interrupted while building.");
        }
    }

    private static long newestSource(Home home, List<Program> programs) {
        var newest = new AtomicLong();
        var modules = new ArrayList<>(programs.stream().map(Program::module).toList());
        modules.add("workflow-kit");
        for (var module : modules) {
            newest.accumulateAndGet(newestIn(home.root().resolve(module).resolve("src/main")), Math::max);
            newest.accumulateAndGet(modified(home.root().resolve(module).resolve("pom.xml")), Math::max);
        }
        return newest.get();
    }

    private static long newestIn(Path folder) {
        var newest = new AtomicLong();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    newest.accumulateAndGet(attributes.lastModifiedTime().toMillis(), Math::max);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
        return newest.get();
    }

    private static long modified(Path file) {
        try {
            return Files.exists(file) ? Files.getLastModifiedTime(file).toMillis() : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
