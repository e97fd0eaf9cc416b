package dev.throughline.kit.broker;

import dev.throughline.kit.testing.ExpectedLog;

/** Keeps out of the output what the relay and the health checks say about an outage that a test provokes. */
public final class ExpectedOutage implements AutoCloseable {

    private final ExpectedLog relay =
            ExpectedLog.of("dev.throughline.kit.outbox.OutboxRelay", "Events are kept in the outbox");
    private final ExpectedLog consumers = ExpectedLog.of(
            "dev.throughline.kit.health.ConsumerWatch",
            "the broker is away",
            "the broker does not answer",
            "not consuming");

    @Override
    public void close() {
        relay.close();
        consumers.close();
    }
}
