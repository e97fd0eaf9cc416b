package dev.throughline.booking.catalog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be booked and what it costs. */
@ConfigMapping(prefix = "throughline.catalog")
public interface CatalogSettings {

    /** Time zone in which evening, weekend and holidays are meant. */
    ZoneId zone();

    /** How long a quoted price holds. */
    @WithDefault("PT15M")
    Duration quoteValidity();

    /** How many days ahead a visit may start. */
    @WithDefault("3650")
    int horizonDays();

    Surcharges surcharges();

    /** {@code YYYY-MM-DD}, or {@code MM-DD} for every year. */
    List<String> holidays();

    /** Services by code. */
    Map<String, Offer> services();

    /** Discounts by code. */
    Map<String, Discount> discounts();

    /** Percentages of the price of base and duration. */
    interface Surcharges {

        /** Of the base price, for each started quarter of an hour beyond the standard duration. */
        @WithDefault("15")
        BigDecimal durationPercent();

        @WithDefault("20")
        BigDecimal eveningPercent();

        /** Evening begins here, inclusive. */
        @WithDefault("18:00")
        LocalTime eveningFrom();

        /** The early morning, which costs the same, ends here, exclusive. */
        @WithDefault("08:00")
        LocalTime morningUntil();

        @WithDefault("25")
        BigDecimal weekendPercent();

        /** On a holiday at a weekend, only this applies. */
        @WithDefault("50")
        BigDecimal holidayPercent();
    }

    /** One service. */
    interface Offer {

        String name();

        int durationMinutes();

        int maxDurationMinutes();

        String basePrice();

        @WithDefault("EUR")
        String currency();

        /** Partners that offer it. */
        List<String> partners();
    }

    /** One discount, taken off the price with its surcharges. */
    interface Discount {

        BigDecimal percent();

        /** First day, in the catalog's zone. */
        Optional<LocalDate> validFrom();

        /** Last day, in the catalog's zone. */
        Optional<LocalDate> validUntil();

        /** Services it applies to; all if empty. */
        Optional<List<String>> services();
    }
}
