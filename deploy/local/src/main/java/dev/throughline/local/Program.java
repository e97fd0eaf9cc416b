package dev.throughline.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A program of the stack: where it is built, where it listens, what it is told. */
record Program(String name, String module, int port, Map<String, String> environment) {

    Path jar(Home home) {
        return home.root().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** The same program, told one thing more. */
    Program with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new Program(name, module, port, Map.copyOf(more));
    }
}
