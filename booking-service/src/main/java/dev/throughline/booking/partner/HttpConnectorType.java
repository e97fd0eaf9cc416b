package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Connects partners that speak the small JSON protocol. */
@ApplicationScoped
class HttpConnectorType implements ConnectorType {

    private final ObjectMapper json;

    private final PartnerClients clients;

    HttpConnectorType(ObjectMapper json, PartnerClients clients) {
        this.json = json;
        this.clients = clients;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public PartnerConnector connect(String partner, PartnerSettings.Partner settings) {
        var api = clients.build(HttpPartnerApi.class, partner, settings);
        return new HttpConnector(api, new HttpAnswers(json, PartnerClients.limit(settings), Set.of()));
    }
}
