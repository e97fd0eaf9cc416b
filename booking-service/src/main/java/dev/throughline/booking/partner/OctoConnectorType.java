package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;

/** Connects partners that speak the OCTO API. */
@ApplicationScoped
class OctoConnectorType implements ConnectorType {

    private final ObjectMapper json;

    OctoConnectorType(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public String name() {
        return "octo";
    }

    @Override
    public PartnerConnector connect(String partner, PartnerSettings.Partner settings) {
        var octo = settings.octo();
        var caller = new OctoPartnerApi.Caller(
                octo.key().map("Bearer "::concat).orElse(null),
                octo.capabilities().orElse(""));
        var api = PartnerClients.build(OctoPartnerApi.class, settings);
        var answers = new HttpAnswers(json, PartnerClients.limit(settings));
        return new OctoConnector(new OctoExchanges(api, caller, answers), octo);
    }
}
