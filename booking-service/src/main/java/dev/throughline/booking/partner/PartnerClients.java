package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.time.TimeSource;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The HTTP clients of connectors. */
@ApplicationScoped
class PartnerClients {

    private final ObjectMapper json;
    private final TimeSource time;

    PartnerClients(ObjectMapper json, TimeSource time) {
        this.json = json;
        this.time = time;
    }

    /**
     * A client of {@code partner} that says who we are with every request.
     *
     * @throws IllegalStateException if the configuration does not say plainly how
     */
    <T> T build(Class<T> api, String partner, PartnerSettings.Partner settings) {
        var builder = builder(settings, settings.url());
        authorization(partner, settings).ifPresent(each -> builder.register(new PartnerAuthorization(each)));
        return builder.build(api);
    }

    private Optional<Authorization> authorization(String partner, PartnerSettings.Partner settings) {
        return Authorization.of(
                "throughline.partners." + partner + ".auth", settings.auth(), oauth2 -> granted(settings, oauth2));
    }

    private Authorization granted(PartnerSettings.Partner settings, PartnerSettings.OAuth2 oauth2) {
        var server = builder(settings, oauth2.url()).build(TokenApi.class);
        // Whoever gets no token in time must still be told so before the partner's own time is up.
        return new ClientCredentials(server, oauth2, settings.timeout().dividedBy(2), json, time);
    }

    private static QuarkusRestClientBuilder builder(PartnerSettings.Partner settings, URI url) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(url)
                .connectTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(limit(settings).toMillis(), TimeUnit.MILLISECONDS)
                .disableDefaultMapper(true);
    }

    /** The guard's timeout comes first; this one only ends what nobody waits for any more. */
    static Duration limit(PartnerSettings.Partner settings) {
        return settings.timeout().multipliedBy(2);
    }
}
