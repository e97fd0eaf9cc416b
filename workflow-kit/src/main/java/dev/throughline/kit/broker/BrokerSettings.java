package dev.throughline.kit.broker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** Where the broker is, and how long it may take to answer. The consumers' connector is given the same address. */
@ConfigMapping(prefix = "throughline.broker")
public interface BrokerSettings {

    @WithDefault("127.0.0.1")
    String host();

    @WithDefault("5672")
    int port();

    @WithDefault("guest")
    String username();

    @WithDefault("guest")
    String password();

    @WithDefault("/")
    String virtualHost();

    /** Whether to speak TLS, with the platform's trust store and with verification of the host name. */
    @WithDefault("false")
    boolean tls();

    /** How often the broker and we tell each other that we are there; after two silent intervals the connection is given up. */
    @WithDefault("PT10S")
    Duration heartbeat();

    @WithDefault("PT5S")
    Duration connectTimeout();

    /** How long the broker may take to confirm all that was sent together. */
    @WithDefault("PT15S")
    @WithName("confirm-timeout")
    Duration confirmTimeout();
}
