package dev.throughline.booking.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.booking.catalog.CatalogFixture;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricingTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String WEEKDAY = "2030-12-23T09:00:00Z";
    private final Pricing pricing = CatalogFixture.pricing();

    private static PriceRequest request(String service, String partner, String start, Integer duration, String code) {
        return new PriceRequest(service, partner, start == null ? null : Instant.parse(start), duration, code);
    }

    private static String rules(Price price) {
        return String.join(" ", price.breakdown().stream().map(PriceLine::rule).toList());
    }

    private static String amounts(Price price) {
        return String.join(
                " ",
                price.breakdown().stream().map(line -> line.amount().amount()).toList());
    }

    private PricingRefused refused(PriceRequest request) {
        return assertThrows(PricingRefused.class, () -> pricing.price(request, NOW));
    }

    private static List<String> fields(PricingRefused refused) {
        return refused.violations().stream()
                .map(PricingRefused.Violation::field)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "2030-12-23T09:00:00Z, 60.00, base",
        "2030-12-23T16:55:00Z, 60.00, base",
        "2030-12-23T17:00:00Z, 72.00, base evening",
        "2030-12-23T06:55:00Z, 72.00, base evening",
        "2030-12-23T07:00:00Z, 60.00, base",
        "2030-07-01T15:55:00Z, 60.00, base",
        "2030-07-01T16:00:00Z, 72.00, base evening",
        "2030-07-01T05:55:00Z, 72.00, base evening",
        "2030-07-01T06:00:00Z, 60.00, base",
    })
    void theEveningIsThatOfTheCatalogsZoneInWinterAndSummer(String start, String total, String rules) {
        requirePrice(start, total, rules);
    }

    @ParameterizedTest
    @CsvSource({
        "2030-12-27T22:55:00Z, 72.00, base evening",
        "2030-12-27T23:00:00Z, 87.00, base evening weekend",
        "2030-12-29T22:55:00Z, 87.00, base evening weekend",
        "2030-12-29T23:00:00Z, 72.00, base evening",
        "2030-12-24T22:55:00Z, 72.00, base evening",
        "2030-12-24T23:00:00Z, 102.00, base evening holiday",
        "2030-12-26T22:55:00Z, 102.00, base evening holiday",
        "2030-12-26T23:00:00Z, 72.00, base evening",
    })
    void daysBeginAtMidnightOfTheCatalogsZone(String start, String total, String rules) {
        requirePrice(start, total, rules);
    }

    @ParameterizedTest
    @CsvSource({
        // Clocks go from 02:00 to 03:00 on 31 March 2030.
        "2030-03-29T16:55:00Z, 60.00, base",
        "2030-03-29T17:00:00Z, 72.00, base evening",
        "2030-03-31T00:55:00Z, 87.00, base evening weekend",
        "2030-03-31T01:00:00Z, 87.00, base evening weekend",
        "2030-03-31T05:55:00Z, 87.00, base evening weekend",
        "2030-03-31T06:00:00Z, 75.00, base weekend",
        "2030-03-31T21:55:00Z, 87.00, base evening weekend",
        "2030-03-31T22:00:00Z, 72.00, base evening",
        "2030-04-01T06:00:00Z, 60.00, base",
        "2030-04-01T16:00:00Z, 72.00, base evening",
        // Clocks go from 03:00 to 02:00 on 27 October 2030.
        "2030-10-25T16:00:00Z, 72.00, base evening",
        "2030-10-25T22:00:00Z, 87.00, base evening weekend",
        "2030-10-27T00:30:00Z, 87.00, base evening weekend",
        "2030-10-27T01:30:00Z, 87.00, base evening weekend",
        "2030-10-27T06:55:00Z, 87.00, base evening weekend",
        "2030-10-27T07:00:00Z, 75.00, base weekend",
        "2030-10-27T22:55:00Z, 87.00, base evening weekend",
        "2030-10-27T23:00:00Z, 72.00, base evening",
        "2030-10-28T16:00:00Z, 60.00, base",
        "2030-10-28T17:00:00Z, 72.00, base evening",
    })
    void aChangeOfTheClocksMovesTheEveningAndTheDayWithIt(String start, String total, String rules) {
        requirePrice(start, total, rules);
    }

    @ParameterizedTest
    @CsvSource({
        "2030-12-25T09:00:00Z, 90.00, base holiday",
        "2032-12-25T09:00:00Z, 90.00, base holiday",
        "2027-12-26T09:00:00Z, 90.00, base holiday",
        "2027-12-26T18:00:00Z, 102.00, base evening holiday",
    })
    void aHolidayAtAWeekendCostsTheHolidayOnly(String start, String total, String rules) {
        requirePrice(start, total, rules);
    }

    private void requirePrice(String start, String total, String rules) {
        var price = pricing.price(request("CONSULT", "meridian", start, null, null), NOW);
        assertEquals(total, price.total().amount(), start);
        assertEquals(rules, rules(price), start);
    }

    @ParameterizedTest
    @CsvSource({"30, 60.00", "31, 60.00 9.00", "45, 60.00 9.00", "46, 60.00 18.00", "60, 60.00 18.00", "90, 60.00 36.00"
    })
    void eachStartedQuarterOfAnHourBeyondTheStandardDurationIsCharged(int minutes, String amounts) {
        assertEquals(amounts, amounts(pricing.price(request("CONSULT", "meridian", WEEKDAY, minutes, null), NOW)));
    }

    @Test
    void withoutADurationTheServicesStandardDurationIsPriced() {
        var price = pricing.price(request("PHYSIO", "harbour", WEEKDAY, null, null), NOW);
        assertEquals(45, price.durationMinutes());
        assertEquals("75.00", price.total().amount());
    }

    @ParameterizedTest
    @CsvSource({
        "CONSULT, meridian, 2030-12-25T18:00:00Z, 75, WELCOME10, 60.00 27.00 17.40 43.50 -14.79, 133.11",
        "CONSULT, meridian, 2030-12-28T18:00:00Z, 75, WELCOME10, 60.00 27.00 17.40 21.75 -12.62, 113.53",
        "VACCINE, summit, 2030-12-28T18:00:00Z, 16, FAMILY15, 35.00 5.25 8.05 10.06 -8.75, 49.61",
        "VACCINE, summit, 2030-12-26T09:00:00Z, 25, WELCOME10, 35.00 5.25 20.13 -6.04, 54.34",
    })
    void allRulesTogetherAreRoundedLineByLine(
            String service, String partner, String start, int minutes, String discount, String amounts, String total) {
        var price = pricing.price(request(service, partner, start, minutes, discount), NOW);
        assertEquals(amounts, amounts(price));
        assertEquals(total, price.total().amount());
    }

    @Test
    void aCurrencyWithoutDecimalsIsRoundedToWholeUnits() {
        var yen = CatalogFixture.pricing(
                Map.of("services.CONSULT.currency", "JPY", "services.CONSULT.base-price", "3333"));
        var price = yen.price(request("CONSULT", "meridian", "2030-12-28T18:00:00Z", 45, "WELCOME10"), NOW);
        assertEquals("3333 500 767 958 -556", amounts(price));
        assertEquals("5002", price.total().amount());
    }

    @Test
    void aDiscountOfEverythingMakesAVisitFree() {
        var free = CatalogFixture.pricing(Map.of("discounts.WELCOME10.percent", "100"));
        var price = free.price(request("CONSULT", "meridian", "2030-12-28T18:00:00Z", 75, "WELCOME10"), NOW);
        assertEquals("0.00", price.total().amount());
    }

    @Test
    void aBreakdownLineHasItsRuleInWordsAndItsAmount() throws Exception {
        var price = pricing.price(request("CONSULT", "meridian", "2030-12-23T18:00:00Z", 45, "WELCOME10"), NOW);
        assertEquals(
                List.of("General consultation", "15 minutes longer", "Evening +20 %", "WELCOME10 −10 %"),
                price.breakdown().stream().map(PriceLine::label).toList());
        var json = new ObjectMapper();
        var evening = json.readTree(json.writeValueAsString(price.breakdown().get(2)));
        assertEquals("evening", evening.path("rule").textValue());
        assertEquals("13.80", evening.path("amount").path("amount").textValue());
        assertEquals("EUR", evening.path("amount").path("currency").textValue());
    }

    @Test
    void theBreakdownOfAnyVisitAddsUpToItsTotal() {
        var random = new Random(42);
        var offers = List.of(
                new Offer("CONSULT", 30, 90, List.of("meridian", "harbour", "summit"), List.of("WELCOME10")),
                new Offer("PHYSIO", 45, 120, List.of("meridian", "harbour"), List.of("WELCOME10", "FAMILY15")),
                new Offer("VACCINE", 15, 30, List.of("meridian", "summit"), List.of("WELCOME10", "FAMILY15")),
                new Offer("DERMA", 30, 60, List.of("harbour", "summit"), List.of("WELCOME10")),
                new Offer("HOMECARE", 90, 240, List.of("meridian", "harbour", "summit"), List.of("WELCOME10")));
        for (var i = 0; i < 5_000; i++) {
            var request = pick(random, offers).request(random);
            var price = pricing.price(request, NOW);
            var cents = price.breakdown().stream()
                    .mapToLong(line -> line.amount().value().movePointRight(2).longValueExact())
                    .sum();
            assertEquals(price.total().value().movePointRight(2).longValueExact(), cents, request::toString);
            assertTrue(cents > 0, request::toString);
        }
    }

    private record Offer(String service, int minimum, int maximum, List<String> partners, List<String> discounts) {

        PriceRequest request(Random random) {
            var start = Instant.parse("2027-01-01T00:00:00Z").plusSeconds(300L * random.nextInt(900_000));
            var duration = random.nextBoolean() ? null : minimum + random.nextInt(maximum - minimum + 1);
            var discount = random.nextBoolean() ? null : pick(random, discounts);
            return new PriceRequest(service, pick(random, partners), start, duration, discount);
        }
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    @Test
    void aTotalThatItsLinesDoNotAddUpToIsNotAPrice() {
        var line = new PriceLine("base", "Base", Money.of("60.00", "EUR"));
        var other = Money.of("59.99", "EUR");
        assertThrows(IllegalArgumentException.class, () -> new Price(other, List.of(line), 30));
    }

    @ParameterizedTest
    @CsvSource({
        "MASSAGE, meridian, 2030-12-23T09:00:00Z, , , service",
        ", meridian, 2030-12-23T09:00:00Z, , , service",
        "consult, meridian, 2030-12-23T09:00:00Z, , , service",
        "PHYSIO, summit, 2030-12-23T09:00:00Z, , , partner",
        "CONSULT, nobody, 2030-12-23T09:00:00Z, , , partner",
        "CONSULT, , 2030-12-23T09:00:00Z, , , partner",
        "CONSULT, meridian, , , , start",
        "CONSULT, meridian, 2026-11-21T12:00:00Z, , , start",
        "CONSULT, meridian, 2030-12-23T09:01:00Z, , , start",
        "CONSULT, meridian, 2030-12-23T09:00:00.000000001Z, , , start",
        "CONSULT, meridian, 2030-12-23T09:00:00Z, 29, , durationMinutes",
        "CONSULT, meridian, 2030-12-23T09:00:00Z, 91, , durationMinutes",
        "CONSULT, meridian, 2030-12-23T09:00:00Z, -2147483648, , durationMinutes",
        "CONSULT, meridian, 2030-12-23T09:00:00Z, 2147483647, , durationMinutes",
        "CONSULT, meridian, 2030-12-23T09:00:00Z, , NOSUCH, discountCode",
        "CONSULT, meridian, 2030-12-23T09:00:00Z, , '', discountCode",
        "CONSULT, meridian, 2030-12-23T09:00:00Z, , welcome10, discountCode",
        "CONSULT, meridian, 2030-12-23T09:00:00Z, , SPRING5, discountCode",
        "CONSULT, meridian, 2030-12-23T09:00:00Z, , FAMILY15, discountCode",
    })
    void aRequestThatCannotBePricedIsRefusedWithTheMemberToChange(
            String service, String partner, String start, Integer minutes, String discount, String field) {
        var refused = refused(request(service, partner, start, minutes, discount));
        assertEquals(List.of(field), fields(refused));
        assertTrue(!refused.violations().get(0).message().isBlank());
    }

    @Test
    void theNextFiveMinutesCanBeBookedAndTheHorizonIsTheLastMoment() {
        var horizon = NOW.plus(3650, ChronoUnit.DAYS);
        pricing.price(new PriceRequest("CONSULT", "meridian", NOW.plusSeconds(300), null, null), NOW);
        pricing.price(new PriceRequest("CONSULT", "meridian", horizon, null, null), NOW);
        var beyond = new PriceRequest("CONSULT", "meridian", horizon.plusSeconds(300), null, null);
        assertEquals(List.of("start"), fields(refused(beyond)));
    }

    @Test
    void theEndsOfTimeAreRefusedLikeAnyOtherStart() {
        assertTrue(fields(refused(new PriceRequest("CONSULT", "meridian", Instant.MAX, null, null)))
                .contains("start"));
        assertTrue(fields(refused(new PriceRequest("CONSULT", "meridian", Instant.MIN, null, null)))
                .contains("start"));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertEquals(
                List.of("start", "start", "partner", "durationMinutes", "discountCode"),
                fields(refused(request("PHYSIO", "summit", "2020-01-01T00:01:00Z", 20, "SPRING5"))));
        assertEquals(List.of("service", "start"), fields(refused(request(null, null, null, null, null))));
    }
}
