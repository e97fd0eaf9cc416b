package dev.throughline.booking.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    private final ObjectMapper json = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "49.90, EUR, 49.90",
        "49.9, EUR, 49.90",
        "-5, EUR, -5.00",
        "0, EUR, 0.00",
        "120, JPY, 120",
        "1.5, KWD, 1.500"
    })
    void anAmountIsWrittenWithTheDecimalsOfItsCurrency(String amount, String currency, String written)
            throws Exception {
        var money = Money.of(amount, currency);
        var text = "{\"amount\":\"%s\",\"currency\":\"%s\"}".formatted(written, currency);
        assertEquals(json.readTree(text), json.readTree(json.writeValueAsString(money)));
        assertEquals(money, json.readValue(text, Money.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"amount\":49.90,\"currency\":\"EUR\"}",
                "{\"amount\":49,\"currency\":\"EUR\"}",
                "{\"amount\":null,\"currency\":\"EUR\"}",
                "{\"amount\":true,\"currency\":\"EUR\"}",
                "{\"amount\":[\"1\"],\"currency\":\"EUR\"}",
                "{\"amount\":{},\"currency\":\"EUR\"}",
                "{\"amount\":\"49.901\",\"currency\":\"EUR\"}",
                "{\"amount\":\"1.5\",\"currency\":\"JPY\"}",
                "{\"amount\":\"\",\"currency\":\"EUR\"}",
                "{\"amount\":\" 1\",\"currency\":\"EUR\"}",
                "{\"amount\":\"+1\",\"currency\":\"EUR\"}",
                "{\"amount\":\"1,50\",\"currency\":\"EUR\"}",
                "{\"amount\":\"1.\",\"currency\":\"EUR\"}",
                "{\"amount\":\".5\",\"currency\":\"EUR\"}",
                "{\"amount\":\"--1\",\"currency\":\"EUR\"}",
                "{\"amount\":\"1\\n\",\"currency\":\"EUR\"}",
                "{\"amount\":\"NaN\",\"currency\":\"EUR\"}",
                "{\"amount\":\"1e2\",\"currency\":\"EUR\"}",
                "{\"amount\":\"1E999999999\",\"currency\":\"EUR\"}",
                "{\"amount\":\"\u0664\u0669\",\"currency\":\"EUR\"}",
                "{\"amount\":\"1000000000000000\",\"currency\":\"EUR\"}",
                "{\"amount\":\"1\",\"currency\":\"eur\"}",
                "{\"amount\":\"1\",\"currency\":\"EURO\"}",
                "{\"amount\":\"1\",\"currency\":\"XXX\"}",
                "{\"amount\":\"1\",\"currency\":978}",
                "{\"amount\":\"1\",\"currency\":null}",
                "{\"amount\":\"1\"}",
                "{\"currency\":\"EUR\"}",
                "{}",
                "\"49.90 EUR\"",
                "49.90"
            })
    void whatIsNotExactlyMoneyIsRefused(String text) {
        assertThrows(JsonMappingException.class, () -> json.readValue(text, Money.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+999999999", "1E-999999999", "0E+999999999", "-1E+999999999"})
    void anExponentCannotMakeTheServiceWriteAThousandMillionDigits(String number) {
        var value = new BigDecimal(number);
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThrows(IllegalArgumentException.class, () -> new Money(value, "EUR")));
    }

    @ParameterizedTest
    @CsvSource({
        "0.10, 5, 0.01",
        "0.09, 5, 0.00",
        "-0.10, 5, -0.01",
        "40.25, 50, 20.13",
        "60.00, 33.333, 20.00",
        "75.00, 0, 0.00"
    })
    void aPercentageIsRoundedHalfUpToTheSmallestUnit(String amount, BigDecimal percent, String expected) {
        assertEquals(expected, Money.of(amount, "EUR").percent(percent).amount());
    }

    @Test
    void aPercentageOfACurrencyWithoutDecimalsIsRoundedToItsUnit() {
        assertEquals(
                "500", Money.of("3333", "JPY").percent(BigDecimal.valueOf(15)).amount());
        assertEquals(
                "667", Money.of("3333", "JPY").percent(BigDecimal.valueOf(20)).amount());
    }

    @Test
    void moneyAddsAndSubtractsExactly() {
        var tenth = Money.of("0.10", "EUR");
        assertEquals(Money.of("0.30", "EUR"), tenth.plus(tenth).plus(tenth));
        assertEquals(Money.of("-0.20", "EUR"), tenth.minus(Money.of("0.30", "EUR")));
    }

    @Test
    void currenciesDoNotMix() {
        var euro = Money.of("1", "EUR");
        var yen = Money.of("1", "JPY");
        assertThrows(IllegalArgumentException.class, () -> euro.plus(yen));
        assertThrows(IllegalArgumentException.class, () -> euro.minus(yen));
    }
}
