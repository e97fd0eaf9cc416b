package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;

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
        // The guard's timeout comes first; this one only ends what nobody waits for any more.
        var limit = settings.timeout().multipliedBy(2);
        var api = QuarkusRestClientBuilder.newBuilder()
                .baseUri(settings.url())
                .connectTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .disableDefaultMapper(true)
                .build(HttpPartnerApi.class);
        return new HttpConnector(api, new HttpAnswers(json, limit));
    }
}
