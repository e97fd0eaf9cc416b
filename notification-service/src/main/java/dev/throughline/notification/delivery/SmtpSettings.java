package dev.throughline.notification.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The mail server, and how long we wait for it. The server's own keys follow {@code quarkus.mailer.*} by default. */
@ConfigMapping(prefix = "throughline.smtp")
public interface SmtpSettings {

    @WithDefault("${quarkus.mailer.host:localhost}")
    String host();

    /** By default 465 with {@link #tls}, otherwise 25. */
    @WithDefault("${quarkus.mailer.port:}")
    OptionalInt port();

    /** Whether to speak TLS from the first byte. */
    @WithDefault("${quarkus.mailer.tls:false}")
    boolean tls();

    /** Whether to change to TLS on a connection that began without: {@code disabled}, {@code optional}, {@code required}. */
    @WithDefault("${quarkus.mailer.start-tls:optional}")
    StartTLSOptions starttls();

    /** Which {@code quarkus.tls.<name>} says whom to trust; by default what the platform trusts. */
    @WithDefault("${quarkus.mailer.tls-configuration-name:}")
    Optional<String> trust();

    /** Without one, we do not log in. */
    @WithDefault("${quarkus.mailer.username:}")
    Optional<String> username();

    @WithDefault("${quarkus.mailer.password:}")
    Optional<String> password();

    /** The name we greet with; by default the machine's. */
    @WithDefault("${quarkus.mailer.own-host-name:}")
    Optional<String> hello();

    /** How many connections one process has at most. */
    @WithDefault("8")
    int connections();

    @WithDefault("PT5S")
    Duration connectTimeout();

    /** How long the server may be silent before the connection is closed. */
    @WithDefault("PT2M")
    Duration replyTimeout();

    /** How long the server may take until it has accepted {@code DATA}; then the mail is withdrawn, for certain. */
    @WithDefault("PT1M")
    Duration handover();

    /** How long we wait for the answer to a mail that could not be withdrawn any more; then its outcome is unknown. */
    @WithDefault("PT3M")
    Duration answer();

    /** How many deliveries of a mail that provably did not go out are tried before a person is asked. */
    @WithDefault("20")
    int maxAttempts();
}
