package dev.throughline.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where Chromium is.
 *
 * @param program what to start
 * @param environment what it needs to find its libraries and fonts
 */
record ChromiumInstallation(Path program, Map<String, String> environment) {

    // Debian's own start script reads settings of the machine that a test must not depend on.
    private static final Path DEBIAN = Path.of("usr/lib/chromium/chromium");
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final String OTHERWISE = "Install chromium, or name one in THROUGHLINE_CHROMIUM.";

    /** The one that {@code THROUGHLINE_CHROMIUM} names, else one that is installed, else one unpacked under {@code cache}. */
    static ChromiumInstallation find(Path cache) {
        var named = System.getenv("THROUGHLINE_CHROMIUM");
        if (named != null && !named.isBlank()) {
            return new ChromiumInstallation(Path.of(named), Map.of());
        }
        var installed = System.getenv("THROUGHLINE_UNPACK_CHROMIUM") == null ? installed() : Optional.<Path>empty();
        return installed
                .map(program -> new ChromiumInstallation(program, Map.of()))
                .orElseGet(() -> unpacked(cache.toAbsolutePath()));
    }

    private static Optional<Path> installed() {
        var onPath = Arrays.stream(String.valueOf(System.getenv("PATH")).split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return Stream.concat(Stream.of(Path.of("/").resolve(DEBIAN)), onPath)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static ChromiumInstallation unpacked(Path root) {
        DebianPackages.unpackWithMissing(root, List.of("chromium", "chromium-common"), OTHERWISE);
        try {
            var fonts = root.resolve("fonts.conf");
            Files.writeString(fonts, """
                    <?xml version="1.0"?>
                    <!DOCTYPE fontconfig SYSTEM "fonts.dtd">
                    <fontconfig>
                      <dir>%s</dir>
                      <dir>/usr/share/fonts</dir>
                      <cachedir>%s</cachedir>
                      <include ignore_missing="yes">/etc/fonts/conf.d</include>
                      <include ignore_missing="yes">%s</include>
                    </fontconfig>
                    """.formatted(
                            root.resolve("usr/share/fonts"),
                            root.resolve("fonts.cache"),
                            root.resolve("usr/share/fontconfig/conf.avail")));
            return new ChromiumInstallation(
                    root.resolve(DEBIAN),
                    Map.of("LD_LIBRARY_PATH", DebianPackages.libraries(root), "FONTCONFIG_FILE", fonts.toString()));
        } catch (IOException e) {
            throw new PartUnavailable("The unpacked Chromium in %s cannot be used. %s".formatted(root, OTHERWISE), e);
        }
    }
}
