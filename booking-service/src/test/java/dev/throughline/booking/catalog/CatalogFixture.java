package dev.throughline.booking.catalog;

import dev.throughline.booking.pricing.Pricing;
import dev.throughline.booking.pricing.PricingFixture;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** The catalog that the service ships with, without the service. */
public final class CatalogFixture {

    private static final int ABOVE_THE_FILE = 500;

    private CatalogFixture() {}

    /** Prices of the catalog as shipped. */
    public static Pricing pricing() {
        return pricing(Map.of());
    }

    /** Prices of the catalog as shipped, with other values for some keys below {@code throughline.catalog}. */
    public static Pricing pricing(Map<String, String> changes) {
        var settings = settings(changes);
        return PricingFixture.pricing(new Catalog(settings), settings);
    }

    static Catalog catalog(Map<String, String> changes) {
        return new Catalog(settings(changes));
    }

    static CatalogSettings settings(Map<String, String> changes) {
        var properties = new HashMap<String, String>();
        changes.forEach((key, value) -> properties.put("throughline.catalog." + key, value));
        try {
            return new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .withSources(new YamlConfigSource(CatalogFixture.class.getResource("/application.yaml")))
                    .withSources(new PropertiesConfigSource(properties, "changes", ABOVE_THE_FILE))
                    .withMapping(CatalogSettings.class)
                    .withValidateUnknown(false)
                    .build()
                    .getConfigMapping(CatalogSettings.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
