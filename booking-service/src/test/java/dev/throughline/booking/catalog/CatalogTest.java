package dev.throughline.booking.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.booking.pricing.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {

    private static String refusal(Map<String, String> changes) {
        return assertThrows(IllegalStateException.class, () -> CatalogFixture.catalog(changes))
                .getMessage();
    }

    @Test
    void theShippedCatalogOffersTheDemoServices() {
        var catalog = CatalogFixture.catalog(Map.of());
        assertEquals(List.of("CONSULT", "DERMA", "HOMECARE", "PHYSIO", "VACCINE"), catalog.codes());
        assertEquals(
                new Service(
                        "PHYSIO", "Physiotherapy", 45, 120, Money.of("75.00", "EUR"), List.of("meridian", "harbour")),
                catalog.service("PHYSIO").orElseThrow());
        assertTrue(catalog.services().stream()
                .allMatch(service -> service.partners().size() >= 2));
    }

    @Test
    void theShippedSettingsLetAQuoteHoldForAQuarterOfAnHour() {
        var settings = CatalogFixture.settings(Map.of());
        assertEquals(Duration.ofMinutes(15), settings.quoteValidity());
        assertEquals(ZoneId.of("Europe/Berlin"), settings.zone());
    }

    @Test
    void thereIsNoServiceWithoutACode() {
        var catalog = CatalogFixture.catalog(Map.of());
        assertEquals(Optional.empty(), catalog.service(null));
        assertEquals(Optional.empty(), catalog.service("consult"));
    }

    @Test
    void holidaysAreOneDateOrADayOfEveryYear() {
        var catalog = CatalogFixture.catalog(Map.of("holidays", "12-25,02-29,2031-04-14"));
        assertTrue(catalog.isHoliday(LocalDate.parse("2030-12-25")));
        assertTrue(catalog.isHoliday(LocalDate.parse("2031-12-25")));
        assertTrue(catalog.isHoliday(LocalDate.parse("2032-02-29")));
        assertTrue(catalog.isHoliday(LocalDate.parse("2031-04-14")));
        assertFalse(catalog.isHoliday(LocalDate.parse("2032-04-14")));
        assertFalse(catalog.isHoliday(LocalDate.parse("2031-02-28")));
    }

    @ParameterizedTest
    @CsvSource({
        "2030-02-28T22:59:59Z, false",
        "2030-02-28T23:00:00Z, true",
        "2030-03-31T21:59:59Z, true",
        "2030-03-31T22:00:00Z, false"
    })
    void aDiscountIsValidOnWholeDaysOfTheCatalogsZone(String now, boolean valid) {
        var catalog = CatalogFixture.catalog(
                Map.of("discounts.SPRING5.valid-from", "2030-03-01", "discounts.SPRING5.valid-until", "2030-03-31"));
        var service = catalog.service("CONSULT").orElseThrow();
        assertEquals(valid, catalog.discountApplies("SPRING5", service, Instant.parse(now)));
    }

    @Test
    void aDiscountMayBeForSomeServicesOnly() {
        var catalog = CatalogFixture.catalog(Map.of());
        var covered = catalog.services().stream()
                .filter(service -> catalog.discountApplies("FAMILY15", service, Instant.parse("2030-01-01T00:00:00Z")))
                .map(Service::code)
                .toList();
        assertEquals(List.of("PHYSIO", "VACCINE"), covered);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            quote-validity | PT0S | quote-validity: must be longer than nothing.
            horizon-days | 0 | horizon-days: must be from 1 to 36500.
            holidays | 12-25,02-30 | holidays: '02-30' is neither a date
            holidays | 24.12.2030 | holidays: '24.12.2030' is neither a date
            surcharges.evening-percent | -1 | surcharges.evening-percent: must not be negative.
            surcharges.morning-until | 18:00 | morning-until must be before evening-from
            services.CONSULT.name | ' ' | services.CONSULT: name must not be blank.
            services.CONSULT.duration-minutes | 0 | services.CONSULT: duration-minutes must be positive.
            services.CONSULT.max-duration-minutes | 29 | max-duration-minutes must not be below duration-minutes.
            services.CONSULT.partners | meridian,meridian | services.CONSULT: partners must not name one twice.
            services.CONSULT.base-price | 0.00 | services.CONSULT: base-price must be positive.
            services.CONSULT.base-price | 60.001 | An amount in EUR has at most 2 decimals.
            services.CONSULT.base-price | 1e9 | base-price '1e9' in 'EUR': An amount is a plain decimal number
            services.CONSULT.currency | EURO | A currency is a code of ISO 4217
            discounts.WELCOME10.percent | 0 | discounts.WELCOME10: percent must be above 0 and at most 100.
            discounts.WELCOME10.percent | 100.01 | discounts.WELCOME10: percent must be above 0 and at most 100.
            discounts.SPRING5.valid-from | 2030-01-01 | discounts.SPRING5: valid-until must not be before valid-from.
            discounts.FAMILY15.services | PHYSIO,MASSAGE | discounts.FAMILY15: services names MASSAGE
            """)
    void aConfigurationThatMakesNoSenseIsRefusedWithItsKey(String key, String value, String expected) {
        var message = refusal(Map.of(key, value));
        assertTrue(message.contains(expected), message);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        var message = refusal(Map.of(
                "horizon-days", "0",
                "services.DERMA.base-price", "free",
                "discounts.WELCOME10.percent", "110"));
        assertEquals(4, message.lines().count(), message);
    }
}
