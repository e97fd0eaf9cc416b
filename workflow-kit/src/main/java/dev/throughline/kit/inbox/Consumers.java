package dev.throughline.kit.inbox;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** The consumers of this service, each with its queue. */
@ApplicationScoped
public class Consumers {

    private final Map<String, EventConsumer> consumers;
    private final Config config;

    Consumers(@All List<EventConsumer> consumers, Config config) {
        this.consumers =
                consumers.stream().collect(Collectors.toUnmodifiableMap(EventConsumer::name, Function.identity()));
        this.config = config;
    }

    public Collection<String> names() {
        return consumers.keySet();
    }

    EventConsumer named(String name) {
        return consumers.get(name);
    }

    /** The routing keys that the consumer called {@code name} is bound with, by default all. */
    public List<String> routingKeysOf(String name) {
        var keys =
                config.getOptionalValue(key(name, "routing-keys"), String.class).orElse("#");
        return Arrays.stream(keys.split(",")).map(String::trim).toList();
    }

    /** The queue of the consumer called {@code name}: as configured for its channel, by default the channel's name. */
    public String queueOf(String name) {
        return config.getOptionalValue(key(name, "queue.name"), String.class).orElse(name);
    }

    private static String key(String name, String attribute) {
        var channel = name.contains(".") ? '"' + name + '"' : name;
        return "mp.messaging.incoming." + channel + "." + attribute;
    }
}
