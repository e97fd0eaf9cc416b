package dev.throughline.kit.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events are received. */
@ConfigMapping(prefix = "throughline.inbox")
public interface InboxSettings {

    /** How many events one process applies at once, over all consumers. */
    @WithDefault("8")
    int concurrency();

    /** How long one effect may take. */
    @WithDefault("PT1M")
    Duration timeLimit();

    /** How often an event whose effect fails is delivered before it is dead-lettered and its aggregate parked. */
    @WithDefault("5")
    int deliveryLimit();

    /** Wait before a redelivery; doubles with each one, of which a random part up to half is taken off. */
    @WithDefault("PT0.2S")
    Duration redeliveryDelay();

    /**
     * How long the first event of an aggregate waits when its sequence is not 1. After that it is taken for the beginning,
     * as for a consumer that is new to old aggregates. Longer than the first one may be held up elsewhere.
     */
    @WithDefault("PT5M")
    Duration gapTimeout();

    /** How often waiting events are looked at. */
    @WithDefault("PT2S")
    Duration sweep();

    /** How long claims are kept: longer than any event may still be redelivered. */
    @WithDefault("P30D")
    Duration retention();

    /** How often outdated claims are removed. */
    @WithDefault("PT1M")
    Duration prune();

    /** How long a stopping process waits for the events it is applying. */
    @WithDefault("PT10S")
    Duration drain();
}
