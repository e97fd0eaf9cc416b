package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.throughline.booking.catalog.CatalogSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Connects partners that have a FHIR R4 server. */
@ApplicationScoped
class FhirConnectorType implements ConnectorType {

    /** Somebody else was faster, or our own request before this one. */
    private static final Set<Integer> CONFLICTS = Set.of(409, 412);

    /** As a bearer token is written, and too long to be guessed. */
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9._~+/-]{16,500}=*");

    private final ObjectMapper json;
    private final PartnerClients clients;
    private final CatalogSettings catalog;

    FhirConnectorType(ObjectMapper json, PartnerClients clients, CatalogSettings catalog) {
        this.json = json.copy()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .setNodeFactory(new ExactNumbers());
        this.clients = clients;
        this.catalog = catalog;
    }

    @Override
    public String name() {
        return "fhir";
    }

    @Override
    public PartnerConnector connect(String partner, PartnerSettings.Partner settings) {
        requireSecrets(partner, settings.secrets().orElse(List.of()));
        var offers = offers(partner, settings.fhir().slots());
        return new FhirConnector(
                clients.build(FhirPartnerApi.class, partner, settings),
                new HttpAnswers(json, PartnerClients.limit(settings), CONFLICTS),
                settings.url(),
                settings.fhir(),
                offers);
    }

    private static void requireSecrets(String partner, List<String> secrets) {
        if (!secrets.stream()
                .allMatch(secret -> secret.isBlank() || SECRET.matcher(secret).matches())) {
            throw new IllegalStateException(
                    "throughline.partners.%s.secrets: of a FHIR server, each must be a bearer token of 16 characters or more (letters, digits, -._~+/)."
                            .formatted(partner));
        }
    }

    private Map<String, FhirSlots.Offer> offers(String partner, Map<String, PartnerSettings.Slots> slots) {
        var offers = new HashMap<String, FhirSlots.Offer>();
        slots.forEach((code, ofService) -> {
            var key = "throughline.partners.%s.fhir.slots.%s".formatted(partner, code);
            var service = catalog.services().get(code);
            if (service == null) {
                throw new IllegalStateException(key + ": the catalog has no such service.");
            }
            if (Stream.of(ofService.schedule(), ofService.actor(), ofService.serviceType())
                    .allMatch(Optional::isEmpty)) {
                throw new IllegalStateException(key + ": name a schedule, an actor or a service-type.");
            }
            offers.put(code, new FhirSlots.Offer(ofService, Duration.ofMinutes(service.durationMinutes())));
        });
        return Map.copyOf(offers);
    }

    /** An Appointment is written back with the digits it was read with: to FHIR, 1.50 is not 1.5. */
    private static final class ExactNumbers extends JsonNodeFactory {

        private static final long serialVersionUID = 1L;

        /** Beyond it, no number means anything, and PostgreSQL would not store it in the ledger. */
        private static final int MAX_SCALE = 1_000;

        ExactNumbers() {
            super(true);
        }

        @Override
        public ValueNode numberNode(BigDecimal number) {
            var absurd = number.scale() > MAX_SCALE || number.scale() < -MAX_SCALE;
            return absurd ? numberNode(number.doubleValue()) : super.numberNode(number);
        }
    }
}
