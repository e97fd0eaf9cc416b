package dev.throughline.kit.broker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** The names that all services share at the broker. */
@ConfigMapping(prefix = "throughline.events")
public interface Exchanges {

    /** The topic exchange that every event goes through; routing key = type without version. */
    @WithDefault("throughline.events")
    @WithName("exchange")
    String events();

    /** The fanout exchange, and its queue, that keep the events which no queue is bound for yet. */
    @WithDefault("throughline.unrouted")
    String unrouted();

    /** The direct exchange in front of the dead-letter queues; routing key = name of the queue the message died in. */
    @WithDefault("throughline.dead-letter")
    String deadLetter();
}
