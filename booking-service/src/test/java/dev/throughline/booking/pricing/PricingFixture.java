package dev.throughline.booking.pricing;

import dev.throughline.booking.catalog.Catalog;
import dev.throughline.booking.catalog.CatalogSettings;

/** Opens the package-private constructor to the tests of other packages. */
public final class PricingFixture {

    private PricingFixture() {}

    public static Pricing pricing(Catalog catalog, CatalogSettings settings) {
        return new Pricing(catalog, settings);
    }
}
