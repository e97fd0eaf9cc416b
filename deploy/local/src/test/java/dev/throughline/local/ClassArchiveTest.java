package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real runtime writes the archives and reads them, for the smallest of programs. */
class ClassArchiveTest {

    private static final Java JAVA = new Java(Path.of(System.getProperty("java.home")), 17);

    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void build() throws IOException {
        jar = folder.resolve("program.jar");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Hello.class.getName());
        var name = Hello.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var in = Hello.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new JarEntry(name));
            in.transferTo(out);
        }
    }

    /** The program. */
    static final class Hello {

        private Hello() {}

        public static void main(String[] arguments) {
            System.out.println("Hello.");
        }
    }

    @Test
    void theFirstRunWritesItAndTheNextReadsIt() throws Exception {
        assertEquals(List.of("Hello."), run(true));
        assertEquals(1, archives().size());
        assertTrue(uses(options().get(2)), "The second run takes its class from the archive.");
    }

    @Test
    void anotherBuildGetsAnotherOneInItsPlace() throws Exception {
        run(true);
        var first = archives();
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        assertEquals(List.of("Hello."), run(true));
        assertEquals(1, archives().size());
        assertFalse(archives().equals(first));
        assertTrue(uses(options().get(2)));
    }

    @Test
    void whatAKilledRunHasWrittenIsNotKept() throws Exception {
        run(false);
        try (var left = Files.list(folder)) {
            assertEquals(List.of(jar), left.toList());
        }
    }

    @Test
    void aBrokenArchiveIsNoHindranceAndNotHeardOf() throws Exception {
        run(true);
        var archive = archives().get(0);
        // The runtime has written it read-only.
        Files.delete(archive);
        Files.writeString(archive, "not an archive");
        assertEquals(List.of("Hello."), run(true));
    }

    private List<String> options() {
        return ClassArchive.of(jar, JAVA, List.of()).options();
    }

    private boolean uses(String archive) throws Exception {
        return start(List.of(archive, "-Xlog:class+load")).stream()
                .anyMatch(line -> line.contains(Hello.class.getName()) && line.contains("shared objects file (top)"));
    }

    private List<String> run(boolean whole) throws Exception {
        var archive = ClassArchive.of(jar, JAVA, List.of());
        var said = start(archive.options());
        archive.keep(whole);
        return said;
    }

    private List<String> start(List<String> options) throws Exception {
        var command = new ArrayList<>(JAVA.command(options, jar));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes()).lines().toList();
        assertEquals(0, process.waitFor(), () -> String.join("\n", said));
        return said;
    }

    private List<Path> archives() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }
}
