package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the commands under {@code deploy/local} build: in a clone with a Maven and a Java that only say that they were called. */
class LauncherTest {

    private static final Path LOCAL = Path.of("").toAbsolutePath();

    @TempDir
    Path clone;

    private Path jar;
    private Path source;

    @BeforeEach
    void newClone() throws IOException {
        var local = Files.createDirectories(clone.resolve("deploy/local"));
        jar = local.resolve("target/local.jar");
        for (var script : List.of("launcher.sh", "up", "ps")) {
            Files.copy(LOCAL.resolve(script), local.resolve(script));
        }
        source = Files.createDirectories(local.resolve("src/main")).resolve("Source.java");
        Files.createDirectories(clone.resolve("deploy/parts/src/main"));
        Files.writeString(source, "");
        program("mvnw", "mkdir -p deploy/local/target && touch deploy/local/target/local.jar && echo built");
        program(
                "java/bin/java",
                "case \"$*\" in *-version*) echo '    java.specification.version = 17' ;; *) echo started ;; esac");
    }

    private void program(String name, String script) throws IOException {
        var file = clone.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void inANewCloneItBuildsFirst() throws Exception {
        assertEquals(List.of("built", "started"), run("up"));
        assertEquals(List.of("started"), run("up"));
    }

    @Test
    void anyCommandBuildsWhatIsMissing() throws Exception {
        assertEquals(List.of("built", "started"), run("ps"));
    }

    @Test
    void onlyTheStartBuildsAnewWhatHasChanged() throws Exception {
        run("up");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        assertEquals(List.of("started"), run("ps"));
        assertEquals(List.of("built", "started"), run("up"));
    }

    private List<String> run(String command) throws Exception {
        var builder = new ProcessBuilder(
                clone.resolve("deploy/local").resolve(command).toString());
        builder.environment().put("JAVA_HOME", clone.resolve("java").toString());
        builder.redirectErrorStream(true);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(60, TimeUnit.SECONDS);
        return output.lines()
                .filter(line -> line.equals("built") || line.equals("started") || line.contains("No such file"))
                .toList();
    }
}
