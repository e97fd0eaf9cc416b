package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.booking.catalog.CatalogSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;

/** Connects partners that speak the OCTO API. */
@ApplicationScoped
class OctoConnectorType implements ConnectorType {

    private final ObjectMapper json;
    private final PartnerClients clients;
    private final CatalogSettings catalog;

    OctoConnectorType(ObjectMapper json, PartnerClients clients, CatalogSettings catalog) {
        this.json = json;
        this.clients = clients;
        this.catalog = catalog;
    }

    @Override
    public String name() {
        return "octo";
    }

    @Override
    public PartnerConnector connect(String partner, PartnerSettings.Partner settings) {
        var octo = settings.octo();
        requireSense(partner, octo);
        requireOneKey(partner, settings);
        var caller = new OctoPartnerApi.Caller(
                octo.key().map("Bearer "::concat).orElse(null),
                octo.capabilities().orElse(""));
        var api = clients.build(OctoPartnerApi.class, partner, settings);
        var answers = new HttpAnswers(json, PartnerClients.limit(settings), Set.of());
        return new OctoConnector(new OctoExchanges(api, caller, answers), octo);
    }

    private static void requireOneKey(String partner, PartnerSettings.Partner settings) {
        var auth = settings.auth();
        if (settings.octo().key().isPresent()
                && (auth.bearerToken().isPresent()
                        || auth.basic().isPresent()
                        || auth.oauth2().isPresent())) {
            throw new IllegalStateException("throughline.partners.%s: octo.key or auth, not both.".formatted(partner));
        }
    }

    /** A slip in the configuration is better found by whoever starts the service than by a customer. */
    private void requireSense(String partner, PartnerSettings.Octo octo) {
        var key = "throughline.partners.%s.octo".formatted(partner);
        if (octo.hold().toMinutes() < 1) {
            throw new IllegalStateException(key + ".hold: must be a minute at least.");
        }
        var unnamed = catalog.services().entrySet().stream()
                .filter(service -> service.getValue().partners().contains(partner))
                .map(Map.Entry::getKey)
                .filter(code -> !octo.products().containsKey(code))
                .sorted()
                .toList();
        if (!unnamed.isEmpty()) {
            throw new IllegalStateException(
                    "%s.products: name a product for each of %s, which the catalog has this partner offer."
                            .formatted(key, unnamed));
        }
    }
}
