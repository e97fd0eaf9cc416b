package dev.throughline.parts;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where fetched packages are kept: once for all clones and tests of a user, since they are the same for all. */
final class PackageCache {

    private PackageCache() {}

    /** The user's cache folder if there is one to write to, else one beside {@code directory}. */
    static Path of(String part, Path directory) {
        var named = System.getenv("XDG_CACHE_HOME");
        var home = Path.of(System.getProperty("user.home"));
        var caches = named == null || named.isBlank() ? home.resolve(".cache") : Path.of(named);
        return Files.isWritable(Files.exists(caches) ? caches : home)
                ? caches.resolve("throughline").resolve(part)
                : directory.resolve("packages");
    }
}
