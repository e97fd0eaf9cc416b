package dev.throughline.booking.partner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartnerSettingsTest {

    private static final int ORDINAL = 300;

    /** As a Kubernetes Secret and a ConfigMap give them. */
    @Test
    void aPartnerCanBeConfiguredByVariablesAlone() {
        var variables = Map.of(
                "THROUGHLINE_PARTNERS_CLINIC_CONNECTOR", "fhir",
                "THROUGHLINE_PARTNERS_CLINIC_URL", "https://ehr.example.com/fhir",
                "THROUGHLINE_PARTNERS_CLINIC_SECRETS", "new,old",
                "THROUGHLINE_PARTNERS_CLINIC_AUTH_OAUTH2_URL", "https://ehr.example.com/token",
                "THROUGHLINE_PARTNERS_CLINIC_AUTH_OAUTH2_CLIENT_ID", "throughline",
                "THROUGHLINE_PARTNERS_CLINIC_AUTH_OAUTH2_CLIENT_SECRET", "secret",
                "THROUGHLINE_PARTNERS_DESK_URL", "https://desk.example.com",
                "THROUGHLINE_PARTNERS_DESK_AUTH_BEARER_TOKEN", "token",
                "THROUGHLINE_PARTNERS_SHOP_URL", "https://shop.example.com",
                "THROUGHLINE_PARTNERS_SHOP_AUTH_BASIC_PASSWORD", "password");
        var more = Map.of("THROUGHLINE_PARTNERS_SHOP_AUTH_BASIC_USERNAME", "throughline");
        var partners = new SmallRyeConfigBuilder()
                .withMapping(PartnerSettings.class)
                .withSources(new EnvConfigSource(variables, ORDINAL), new EnvConfigSource(more, ORDINAL - 1))
                .build()
                .getConfigMapping(PartnerSettings.class)
                .byId();

        var clinic = partners.get("clinic");
        assertEquals("fhir", clinic.connector());
        assertEquals(Optional.of(List.of("new", "old")), clinic.secrets());
        var oauth2 = clinic.auth().oauth2().orElseThrow();
        assertEquals(URI.create("https://ehr.example.com/token"), oauth2.url());
        assertEquals("throughline", oauth2.clientId());
        assertEquals("secret", oauth2.clientSecret());
        assertEquals(Optional.empty(), oauth2.scope());
        assertEquals(Optional.of("token"), partners.get("desk").auth().bearerToken());
        var basic = partners.get("shop").auth().basic().orElseThrow();
        assertEquals("throughline password", basic.username() + " " + basic.password());
        assertTrue(partners.get("shop").auth().oauth2().isEmpty());
        assertEquals(3, partners.size());
    }
}
