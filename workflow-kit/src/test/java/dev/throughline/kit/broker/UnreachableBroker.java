package dev.throughline.kit.broker;

import java.time.Duration;

/** A broker's address where nothing listens. */
public final class UnreachableBroker {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private UnreachableBroker() {}

    public static Broker get() {
        return new Broker(new Nowhere("127.0.0.1", 1, "guest", "guest", "/", false, LIMIT, LIMIT, LIMIT));
    }

    private record Nowhere(
            String host,
            int port,
            String username,
            String password,
            String virtualHost,
            boolean tls,
            Duration heartbeat,
            Duration connectTimeout,
            Duration confirmTimeout)
            implements BrokerSettings {}
}
