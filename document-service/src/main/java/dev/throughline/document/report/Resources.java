package dev.throughline.document.report;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Files that come with the service. */
final class Resources {

    private Resources() {}

    static byte[] read(String name) {
        try (var stream = Resources.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("The service was built without its file " + name + ".");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
