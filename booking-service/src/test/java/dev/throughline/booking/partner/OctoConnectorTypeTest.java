package dev.throughline.booking.partner;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.booking.catalog.CatalogSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the configuration must say of a partner that speaks OCTO: told at once, and with the key. */
class OctoConnectorTypeTest {

    private static final int ABOVE_THE_FILE = 500;

    private static SmallRyeConfig config(Map<String, String> octo) throws IOException {
        var properties = new HashMap<>(Map.of(
                "throughline.catalog.services.CONSULT.partners[0]", "coast",
                "throughline.catalog.services.PHYSIO.partners[0]", "coast",
                "throughline.partners.coast.url", "http://127.0.0.1:1",
                "throughline.partners.coast.connector", "octo"));
        octo.forEach((key, value) -> properties.put("throughline.partners.coast.octo." + key, value));
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new YamlConfigSource(OctoConnectorTypeTest.class.getResource("/application.yaml")))
                .withSources(new PropertiesConfigSource(properties, "changes", ABOVE_THE_FILE))
                .withMapping(CatalogSettings.class)
                .withMapping(PartnerSettings.class)
                .withValidateUnknown(false)
                .build();
    }

    private static void assertRefused(Map<String, String> octo, String why) throws IOException {
        var config = config(octo);
        var type = new OctoConnectorType(new ObjectMapper(), null, config.getConfigMapping(CatalogSettings.class));
        var settings = config.getConfigMapping(PartnerSettings.class).byId().get("coast");

        var refusal = assertThrows(IllegalStateException.class, () -> type.connect("coast", settings));

        assertTrue(refusal.getMessage().startsWith(why), refusal::getMessage);
    }

    @Test
    void aServiceWithoutAProductIsNamed() throws IOException {
        assertRefused(
                Map.of("products.CONSULT.id", "consult", "products.CONSULT.unit", "adult"),
                "throughline.partners.coast.octo.products: name a product for each of [PHYSIO]");
    }

    @Test
    void aHoldOfNoMinuteIsNone() throws IOException {
        assertRefused(Map.of("hold", "PT59S"), "throughline.partners.coast.octo.hold");
    }
}
