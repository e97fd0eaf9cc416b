package dev.throughline.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where RabbitMQ's programs are.
 *
 * @param bin folder of {@code rabbitmq-server} and {@code rabbitmqctl}
 * @param environment what they need to find Erlang
 */
record RabbitInstallation(Path bin, Map<String, String> environment) {

    private static final Path INSTALLED = Path.of("/usr/lib/rabbitmq/bin");
    private static final List<String> PACKAGES = List.of(
            "rabbitmq-server",
            "erlang-asn1",
            "erlang-base",
            "erlang-crypto",
            "erlang-eldap",
            "erlang-ftp",
            "erlang-inets",
            "erlang-mnesia",
            "erlang-os-mon",
            "erlang-parsetools",
            "erlang-public-key",
            "erlang-runtime-tools",
            "erlang-snmp",
            "erlang-ssl",
            "erlang-syntax-tools",
            "erlang-tftp",
            "erlang-tools",
            "erlang-xmerl",
            "libsctp1",
            "socat");

    /** The one that is installed, else one unpacked under {@code cache}. */
    static RabbitInstallation find(Path cache) {
        if (Files.isExecutable(INSTALLED.resolve("rabbitmq-server"))
                && Files.isReadable(INSTALLED.resolve("rabbitmq-env"))
                && System.getenv("THROUGHLINE_UNPACK_RABBITMQ") == null) {
            return new RabbitInstallation(INSTALLED, Map.of());
        }
        return unpacked(cache);
    }

    private static RabbitInstallation unpacked(Path cache) {
        var root = cache.toAbsolutePath();
        DebianPackages.unpack(root, PACKAGES, "Install rabbitmq-server, or set THROUGHLINE_RABBITMQ.");
        try {
            var erlang = root.resolve("usr/lib/erlang");
            pointToErlang(erlang.resolve("bin/erl"), erlang);
            pointToErlang(erlang.resolve("bin/start"), erlang);
            try (var runtimes = Files.newDirectoryStream(erlang, "erts-*")) {
                for (var runtime : runtimes) {
                    pointToErlang(runtime.resolve("bin/erl"), erlang);
                    pointToErlang(runtime.resolve("bin/start"), erlang);
                }
            }
            var path = erlang.resolve("bin") + ":" + root.resolve("usr/bin") + ":" + System.getenv("PATH");
            return new RabbitInstallation(
                    root.resolve("usr/lib/rabbitmq/bin"),
                    Map.of("PATH", path, "LD_LIBRARY_PATH", DebianPackages.libraries(root)));
        } catch (IOException e) {
            throw new PartUnavailable("The unpacked Erlang in " + root + " cannot be used.", e);
        }
    }

    private static void pointToErlang(Path script, Path erlang) throws IOException {
        if (Files.exists(script)) {
            var text = Files.readString(script);
            var pointed = text.replaceAll("(?m)^ROOTDIR=.*$", "ROOTDIR=\"" + erlang + "\"");
            if (!pointed.equals(text)) {
                Files.writeString(script, pointed);
            }
        }
    }
}
