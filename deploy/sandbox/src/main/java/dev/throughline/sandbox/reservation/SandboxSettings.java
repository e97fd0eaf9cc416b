package dev.throughline.sandbox.reservation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How the sandbox plays its partners. */
@ConfigMapping(prefix = "sandbox")
public interface SandboxSettings {

    /** Folder of the ledger. */
    Path data();

    Callback callback();

    /** How long a held reservation takes to be confirmed. */
    @WithDefault("PT0.4S")
    Duration confirmAfter();

    /** Partners by name; the first path segment chooses one, without it it is {@code meridian}. */
    Map<String, Partner> partners();

    /** The longest that a booking is held for its client to confirm it. */
    @WithDefault("PT30M")
    Duration longestHold();

    /** What the partners that speak OCTO sell, by product id. */
    Map<String, Product> products();

    /** Where and how changes are told. */
    interface Callback {

        /** URL with {@code {partner}} in it; no callbacks without. */
        Optional<String> url();

        /** Standard Webhooks secret, {@code whsec_} and base64. */
        Optional<String> secret();

        @WithDefault("PT5S")
        Duration timeout();

        /** How long after the first failure a callback is repeated; then twice as long each time, up to ten seconds. */
        @WithDefault("PT1S")
        Duration retryAfter();

        /** How long a callback that is not heard is repeated. */
        @WithDefault("PT30M")
        Duration retryFor();
    }

    /** One partner's manners. */
    interface Partner {

        @WithDefault("at-once")
        Confirms confirms();

        @WithDefault("false")
        boolean rejectsSundays();

        @WithDefault("plain")
        Protocol protocol();

        /** The bearer token that its clients must send, if it speaks OCTO; any without. */
        Optional<String> key();
    }

    enum Protocol {
        PLAIN,
        OCTO
    }

    /** Something to book a place for, at every quarter of an hour. */
    interface Product {

        String name();

        @WithDefault("30")
        int minutes();

        /** How many may come at the same time. */
        @WithDefault("1000")
        int capacity();
    }

    enum Confirms {
        AT_ONCE,
        LATER
    }
}
