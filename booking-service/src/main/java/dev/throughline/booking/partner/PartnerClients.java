package dev.throughline.booking.partner;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The HTTP clients of connectors. */
final class PartnerClients {

    private PartnerClients() {}

    static <T> T build(Class<T> api, PartnerSettings.Partner settings) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(settings.url())
                .connectTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(limit(settings).toMillis(), TimeUnit.MILLISECONDS)
                .disableDefaultMapper(true)
                .build(api);
    }

    /** The guard's timeout comes first; this one only ends what nobody waits for any more. */
    static Duration limit(PartnerSettings.Partner settings) {
        return settings.timeout().multipliedBy(2);
    }
}
