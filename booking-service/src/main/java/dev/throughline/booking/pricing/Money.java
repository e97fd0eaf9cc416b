package dev.throughline.booking.pricing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.regex.Pattern;

/**
 * An exact amount in one currency (ISO 4217), always with the currency's number of decimals; it may be negative, as a
 * discount is. In JSON the amount is a string, for a JSON number may pass through binary floating point on its way:
 * {@code { "amount": "49.90", "currency": "EUR" }}.
 */
@RegisterForReflection
public record Money(
        @JsonIgnore BigDecimal value,
        @JsonProperty("currency") String currency) {

    private static final int MAX_INTEGER_DIGITS = 15;
    private static final int MAX_SCALE = 30;
    // Neither exponents, which make numbers of any size from a few characters, nor digits of other scripts.
    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,6})?");

    /**
     * @throws IllegalArgumentException if the currency is unknown or has no smallest unit, or if the amount is too large
     *     or has more decimals than the currency
     */
    public Money {
        var digits = decimals(currency);
        requireWritable(value);
        value = exact(value, digits, currency);
    }

    /**
     * Reads an amount such as {@code 49.90}.
     *
     * @throws IllegalArgumentException if it is not a plain decimal number, has more decimals than the currency, or if
     *     the currency is unknown
     */
    public static Money of(String amount, String currency) {
        if (amount == null || !AMOUNT.matcher(amount).matches()) {
            throw new IllegalArgumentException("An amount is a plain decimal number, such as 49.90.");
        }
        return new Money(new BigDecimal(amount), currency);
    }

    // Taken as Object, because Jackson would quietly turn a JSON number into the text of a String parameter.
    @JsonCreator
    static Money read(@JsonProperty("amount") Object amount, @JsonProperty("currency") Object currency) {
        if (amount instanceof String text && currency instanceof String code) {
            return of(text, code);
        }
        throw new IllegalArgumentException(
                "Money has an amount and a currency, both JSON strings, such as \"49.90\" and \"EUR\".");
    }

    @JsonProperty("amount")
    public String amount() {
        return value.toPlainString();
    }

    /** @throws IllegalArgumentException if the currencies differ */
    public Money plus(Money other) {
        return new Money(value.add(sameCurrency(other)), currency);
    }

    /** @throws IllegalArgumentException if the currencies differ */
    public Money minus(Money other) {
        return new Money(value.subtract(sameCurrency(other)), currency);
    }

    /** {@code percent} of this amount, rounded half up to the currency's smallest unit. */
    public Money percent(BigDecimal percent) {
        var part = value.multiply(percent).divide(BigDecimal.valueOf(100), value.scale(), RoundingMode.HALF_UP);
        return new Money(part, currency);
    }

    public Money negated() {
        return new Money(value.negate(), currency);
    }

    public Money zero() {
        return new Money(BigDecimal.ZERO, currency);
    }

    private BigDecimal sameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("%s and %s do not add up.".formatted(currency, other.currency));
        }
        return other.value;
    }

    private static int decimals(String currency) {
        var digits = known(currency).getDefaultFractionDigits();
        if (digits < 0) {
            throw new IllegalArgumentException("Nothing is sold in %s: it has no smallest unit.".formatted(currency));
        }
        return digits;
    }

    private static Currency known(String currency) {
        try {
            return Currency.getInstance(currency);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new IllegalArgumentException("A currency is a code of ISO 4217, such as EUR.", e);
        }
    }

    // setScale would spell out 1E+999999999 digit by digit.
    private static void requireWritable(BigDecimal value) {
        if ((long) value.precision() - value.scale() > MAX_INTEGER_DIGITS || value.scale() > MAX_SCALE) {
            throw new IllegalArgumentException(
                    "An amount has at most %d digits before the decimal point and %d after it."
                            .formatted(MAX_INTEGER_DIGITS, MAX_SCALE));
        }
    }

    private static BigDecimal exact(BigDecimal value, int digits, String currency) {
        try {
            return value.setScale(digits, RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "An amount in %s has at most %d decimals.".formatted(currency, digits), e);
        }
    }
}
