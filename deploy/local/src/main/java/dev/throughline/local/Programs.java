package dev.throughline.local;

import dev.throughline.parts.DatabaseAccess;
import dev.throughline.parts.Rabbit;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What each program of the stack is told. */
final class Programs {

    private final Home home;
    private final Secrets secrets;
    private final Place place;
    private final Optional<String> collector;

    Programs(Home home, Secrets secrets, Place place, Optional<String> collector) {
        this.home = home;
        this.secrets = secrets;
        this.place = place;
        this.collector = collector;
    }

    Program sandbox() {
        return new Program(
                Place.SANDBOX,
                "deploy/sandbox",
                place.port(Place.SANDBOX),
                Map.of(
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", Integer.toString(place.port(Place.SANDBOX)),
                        "SANDBOX_DATA", home.data().resolve("sandbox").toString(),
                        "SANDBOX_CALLBACK_SECRET", secrets.partnerSecret(),
                        "SANDBOX_CALLBACK_URL", place.booking() + "/partners/{partner}/callbacks"));
    }

    /** The service {@code name}, with its own database on the broker that all share. */
    Program service(String name, DatabaseAccess database, Rabbit broker, String virtualHost) {
        var environment = new HashMap<String, String>();
        common(environment, place.port(name));
        environment.put("THROUGHLINE_DATABASE_URL", database.url());
        environment.put("THROUGHLINE_DATABASE_USERNAME", database.appUser());
        environment.put("THROUGHLINE_DATABASE_PASSWORD", database.appPassword());
        environment.put("THROUGHLINE_DATABASE_OWNER_USERNAME", database.ownerUser());
        environment.put("THROUGHLINE_DATABASE_OWNER_PASSWORD", database.ownerPassword());
        environment.put("THROUGHLINE_BROKER_HOST", broker.host());
        environment.put("THROUGHLINE_BROKER_PORT", Integer.toString(broker.port()));
        environment.put("THROUGHLINE_BROKER_USERNAME", broker.user());
        environment.put("THROUGHLINE_BROKER_PASSWORD", broker.password());
        environment.put("THROUGHLINE_BROKER_VIRTUAL_HOST", virtualHost);
        environment.putAll(own(name));
        return new Program(name, name, place.port(name), environment);
    }

    private void common(Map<String, String> environment, int port) {
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_PROFILE", "local");
        environment.put("THROUGHLINE_JWT_PUBLICKEY", secrets.publicKey().toString());
        environment.put("THROUGHLINE_JWT_ISSUER", Tokens.ISSUER);
        collector.ifPresentOrElse(
                url -> environment.put("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", url),
                // Nobody to send spans to; traces still have ids, in logs, ledgers and timelines.
                () -> environment.put("QUARKUS_OTEL_TRACES_SAMPLER_ARG", "0"));
    }

    private Map<String, String> own(String name) {
        return switch (name) {
            case Place.BOOKING ->
                Map.of(
                        "THROUGHLINE_PARTNER_SECRET", secrets.partnerSecret(),
                        "THROUGHLINE_SANDBOX_URL", place.sandbox());
            case Place.NOTIFICATION -> mail();
            case Place.DOCUMENT ->
                Map.of(
                        "THROUGHLINE_DOCUMENT_PUBLIC_URL",
                        place.url(Place.DOCUMENT),
                        "THROUGHLINE_DOCUMENT_LINKS_KEYS",
                        "local:" + secrets.linkKey());
            case Place.STATUS ->
                Map.of(
                        "THROUGHLINE_CONSOLE_TOKEN_FORM", "true",
                        "THROUGHLINE_CONSOLE_SECURE_COOKIE", "false",
                        "THROUGHLINE_CONSOLE_SERVICES_BOOKING_URL", place.url(Place.BOOKING),
                        "THROUGHLINE_CONSOLE_SERVICES_NOTIFICATION_URL", place.url(Place.NOTIFICATION),
                        "THROUGHLINE_CONSOLE_SERVICES_DOCUMENT_URL", place.url(Place.DOCUMENT));
            default -> Map.of();
        };
    }

    private Map<String, String> mail() {
        var server = URI.create(mailServer().orElse("smtp://127.0.0.1:" + place.port(Place.SMTP)));
        var tls = "smtps".equals(server.getScheme());
        var usual = tls ? 465 : 25;
        return Map.of(
                "QUARKUS_MAILER_HOST", server.getHost(),
                "QUARKUS_MAILER_PORT", Integer.toString(server.getPort() < 0 ? usual : server.getPort()),
                "QUARKUS_MAILER_TLS", Boolean.toString(tls));
    }

    /** The collector that the environment names. */
    static Optional<String> namedCollector() {
        return Optional.ofNullable(System.getenv("THROUGHLINE_OTLP")).filter(url -> !url.isBlank());
    }

    /** The server that the environment names; mail is caught here if it names none. */
    static Optional<String> mailServer() {
        return Optional.ofNullable(System.getenv("THROUGHLINE_SMTP")).filter(url -> !url.isBlank());
    }
}
