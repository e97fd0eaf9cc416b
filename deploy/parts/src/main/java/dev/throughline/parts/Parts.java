package dev.throughline.parts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds each part where it is, or brings it: what the environment names, what runs here, our own. */
public final class Parts {

    private Parts() {}

    /** PostgreSQL: {@code THROUGHLINE_POSTGRES}, else 127.0.0.1:5432 if it lets us create databases, else one under {@code dir}. */
    public static Postgres postgres(Path dir, Progress progress) {
        var named = System.getenv("THROUGHLINE_POSTGRES");
        if (named != null && !named.isBlank()) {
            var given = Postgres.at(named)
                    .orElseThrow(() -> new PartUnavailable(
                            "THROUGHLINE_POSTGRES names a server that cannot be reached, or whose user may not create databases and roles.",
                            null));
            progress.say("PostgreSQL: the one that THROUGHLINE_POSTGRES names, at " + given);
            return given;
        }
        var local = localPostgres();
        if (local.isPresent()) {
            progress.say("PostgreSQL: the one that runs at " + local.get());
            return local.get();
        }
        progress.say("PostgreSQL: none to be used here, starting our own");
        var own = Postgres.startPrivate(dir.resolve("postgres"));
        progress.say("PostgreSQL: our own, at " + own);
        return own;
    }

    private static Optional<Postgres> localPostgres() {
        if (!Ports.listens("127.0.0.1", 5432)) {
            return Optional.empty();
        }
        return List.of("postgres", System.getProperty("user.name")).stream()
                .map(user -> Postgres.at("postgresql://%s@127.0.0.1:5432".formatted(user)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * RabbitMQ, with {@code virtualHost} in it: {@code THROUGHLINE_RABBITMQ}, else 127.0.0.1:5672 if it lets us make the
     * virtual host, else one under {@code dir}.
     */
    public static Rabbit rabbit(Path dir, String virtualHost, Progress progress) {
        var named = System.getenv("THROUGHLINE_RABBITMQ");
        if (named != null && !named.isBlank()) {
            var given = Rabbit.at(named)
                    .orElseThrow(() ->
                            new PartUnavailable("THROUGHLINE_RABBITMQ names a broker that cannot be reached.", null));
            given.createVirtualHost(virtualHost);
            progress.say("RabbitMQ: the one that THROUGHLINE_RABBITMQ names, at " + given);
            return given;
        }
        var local = localRabbit(virtualHost, progress);
        if (local.isPresent()) {
            progress.say("RabbitMQ: the one that runs at " + local.get());
            return local.get();
        }
        progress.say("RabbitMQ: none to be used here, starting our own (if none is installed, it is fetched first)");
        var own = Rabbit.startPrivate(dir.resolve("rabbitmq"));
        own.createVirtualHost(virtualHost);
        progress.say("RabbitMQ: our own, at " + own);
        return own;
    }

    private static Optional<Rabbit> localRabbit(String virtualHost, Progress progress) {
        if (!Ports.listens("127.0.0.1", 5672)) {
            return Optional.empty();
        }
        try {
            var found = Rabbit.at("amqp://guest:guest@127.0.0.1:5672");
            found.ifPresent(rabbit -> rabbit.createVirtualHost(virtualHost));
            return found;
        } catch (PartUnavailable e) {
            progress.say("RabbitMQ: one runs at 127.0.0.1:5672 but we may not make a virtual host in it");
            return Optional.empty();
        }
    }
}
