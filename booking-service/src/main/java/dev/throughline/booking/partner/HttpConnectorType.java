package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Connects partners that speak the small JSON protocol. */
@ApplicationScoped
class HttpConnectorType implements ConnectorType {

    private final ObjectMapper json;

    HttpConnectorType(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public PartnerConnector connect(String partner, PartnerSettings.Partner settings) {
        var api = PartnerClients.build(HttpPartnerApi.class, settings);
        return new HttpConnector(api, new HttpAnswers(json, PartnerClients.limit(settings), Set.of()));
    }
}
