package dev.throughline.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The clone, and the folder in it that keeps all data of the local stack. */
record Home(Path root, Path data) {

    static Home find() {
        var root = Path.of(System.getProperty("throughline.root", "."))
                .toAbsolutePath()
                .normalize();
        return at(root, root.resolve(".throughline"));
    }

    /** The clone at {@code root}, with its data in {@code data}. */
    static Home at(Path root, Path data) {
        try {
            Files.createDirectories(data.resolve("logs"));
            Files.createDirectories(data.resolve("run"));
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + data + " cannot be made.", e);
        }
        return new Home(root, data);
    }

    Path run() {
        return data().resolve("run");
    }

    Path log(String name) {
        return data().resolve("logs").resolve(name + ".log");
    }
}
