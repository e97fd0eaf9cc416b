package dev.throughline.booking.partner;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.booking.catalog.CatalogSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the configuration must say of a partner that has a FHIR server: told at once, and with the key. */
class FhirConnectorTypeTest {

    private static final int ABOVE_THE_FILE = 500;

    private static void assertRefused(Map<String, String> settings, String why) throws IOException {
        var properties = new HashMap<>(Map.of(
                "throughline.partners.clinic.url", "http://127.0.0.1:1",
                "throughline.partners.clinic.connector", "fhir"));
        settings.forEach((key, value) -> properties.put("throughline.partners.clinic." + key, value));
        var config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new YamlConfigSource(FhirConnectorTypeTest.class.getResource("/application.yaml")))
                .withSources(new PropertiesConfigSource(properties, "changes", ABOVE_THE_FILE))
                .withMapping(CatalogSettings.class)
                .withMapping(PartnerSettings.class)
                .withValidateUnknown(false)
                .build();
        var type = new FhirConnectorType(new ObjectMapper(), null, config.getConfigMapping(CatalogSettings.class));
        var clinic = config.getConfigMapping(PartnerSettings.class).byId().get("clinic");

        var refusal = assertThrows(IllegalStateException.class, () -> type.connect("clinic", clinic));

        assertTrue(refusal.getMessage().startsWith("throughline.partners.clinic." + why), refusal::getMessage);
    }

    @Test
    void aSecretThatCouldBeGuessedOrNotBeSentIsRefused() throws IOException {
        assertRefused(Map.of("secrets", "0123456789abcde"), "secrets: ");
        assertRefused(Map.of("secrets", "0123456789abcdef,0123456789 abcdef"), "secrets: ");
    }

    @Test
    void slotsAreOfAServiceOfTheCatalogAndCanBeFound() throws IOException {
        assertRefused(Map.of("fhir.slots.CONSLUT.actor", "Practitioner/1"), "fhir.slots.CONSLUT: the catalog");
        assertRefused(Map.of("fhir.slots.CONSULT.service-type", ""), "fhir.slots.CONSULT: name");
    }
}
