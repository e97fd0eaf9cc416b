package dev.throughline.booking.partner;

import dev.throughline.kit.time.TimeSource;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All partners of the configuration, connected. */
@Startup
@ApplicationScoped
public class Partners {

    private final Map<String, Partner> byId;

    Partners(PartnerSettings settings, @All List<ConnectorType> types, PartnerBreakers breakers, TimeSource time) {
        this.byId = settings.byId().entrySet().stream()
                .map(entry -> connect(entry.getKey(), entry.getValue(), types, breakers, time))
                .collect(Collectors.toUnmodifiableMap(Partner::id, partner -> partner));
    }

    private static Partner connect(
            String id,
            PartnerSettings.Partner settings,
            List<ConnectorType> types,
            PartnerBreakers breakers,
            TimeSource time) {
        var type = types.stream()
                .filter(candidate -> candidate.name().equals(settings.connector()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "throughline.partners.%s.connector: there is no connector '%s', only %s."
                                .formatted(
                                        id,
                                        settings.connector(),
                                        types.stream().map(ConnectorType::name).toList())));
        return new Partner(id, settings, type.connect(id, settings), breakers, time);
    }

    public Optional<Partner> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * The partner of a booking that has been accepted.
     *
     * @throws IllegalStateException if the configuration no longer has it
     */
    public Partner named(String id) {
        return find(id).orElseThrow(
                        () -> new IllegalStateException("Partner '%s' is not configured any more.".formatted(id)));
    }

    public List<Partner> all() {
        return byId.values().stream().sorted(Comparator.comparing(Partner::id)).toList();
    }
}
