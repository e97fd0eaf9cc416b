package dev.throughline.helm;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The chart together with values, the way {@code helm --values a --values b} takes them: the last one wins. */
record Chart(List<String> values, String release) {

    static final Path FOLDER = Path.of("throughline").toAbsolutePath();

    private static final String KUBERNETES = "1.34";
    private static final String NAMESPACE = "bookings";

    /** The smallest values that install, as the README shows them. */
    static Chart minimal() {
        return new Chart(List.of(example("minimal.yaml")), "demo");
    }

    /** The smallest values, with booking-service alone. */
    static Chart alone() {
        return minimal()
                .with("services: {notification-service: {enabled: false}, document-service: {enabled: false}, "
                        + "status-projection: {enabled: false}}");
    }

    /** Every service, every optional part. */
    static Chart everything() {
        return new Chart(List.of(example("everything.yaml")), "demo");
    }

    Chart with(String yaml) {
        var more = new ArrayList<>(values);
        more.add(yaml);
        return new Chart(more, release);
    }

    Chart released(String as) {
        return new Chart(values, as);
    }

    /**
     * Renders everything an installation sends to the cluster, hooks included.
     *
     * @throws IllegalStateException with Helm's message when the values are refused
     */
    String render() {
        return render(Unhooked.FOLDER);
    }

    /** Renders what {@code helm template} answers here: everything but hooks. */
    String renderWithoutHooks() {
        return render(FOLDER);
    }

    Manifests manifests() {
        return Manifests.read(render());
    }

    /** What {@code helm lint --strict} says to the chart once these values are its defaults. */
    LintResult lint() {
        var folder = Unhooked.scratch();
        try {
            copy(FOLDER, folder, text -> text);
            Files.writeString(folder.resolve("values.yaml"), Yaml.merge(read(FOLDER.resolve("values.yaml")), values));
            return new Helm(folder).lint().strict().call();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            delete(folder);
        }
    }

    /** What Helm tells whoever installed the release. */
    String notes() {
        return withFiles(files -> {
            var command = new Helm(FOLDER)
                    .install()
                    .withName(release)
                    .withNamespace(NAMESPACE)
                    .withKubeVersion(KUBERNETES)
                    .clientOnly()
                    .dryRun()
                    .withDryRunOption(DryRun.CLIENT);
            files.forEach(command::withValuesFile);
            return command.call().getOutput();
        });
    }

    private String render(Path folder) {
        return withFiles(files -> {
            var command = new Helm(folder)
                    .template()
                    .withName(release)
                    .withNamespace(NAMESPACE)
                    .withKubeVersion(KUBERNETES);
            files.forEach(command::withValuesFile);
            var rendered = command.call();
            return rendered == null ? "" : rendered;
        });
    }

    private String withFiles(Function<List<Path>, String> work) {
        var files = new ArrayList<Path>();
        try {
            for (var text : values) {
                var file = Files.createTempFile(Unhooked.target(), "values", ".yaml");
                files.add(file);
                Files.writeString(file, text);
            }
            return work.apply(files);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            files.forEach(Chart::delete);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String example(String name) {
        return read(Path.of("examples", name));
    }

    private static void copy(Path from, Path to, UnaryOperator<String> edit) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copied = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copied.getParent());
                Files.writeString(copied, edit.apply(Files.readString(file)));
            }
        }
    }

    private static void delete(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * A copy of the chart whose hooks are ordinary objects, because rendering leaves hooks out: the annotations are kept
     * under {@link #PREFIX}, everything else is the chart's own text.
     */
    static final class Unhooked {

        static final String PREFIX = "was.helm.sh/";

        static final Path FOLDER = create();

        private Unhooked() {}

        private static Path create() {
            var folder = scratch();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            try {
                copy(Chart.FOLDER, folder, text -> text.replace("helm.sh/hook", PREFIX + "hook"));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            return folder;
        }

        static Path scratch() {
            try {
                return Files.createTempDirectory(target(), "chart");
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        static Path target() throws IOException {
            return Files.createDirectories(Path.of("target"));
        }
    }
}
