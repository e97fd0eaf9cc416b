package dev.throughline.booking.pricing;

import dev.throughline.booking.catalog.CatalogSettings;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The rules that the configuration describes, in the order in which they apply. */
final class PriceRules {

    private static final int STEP_MINUTES = 15;

    private PriceRules() {}

    static List<PriceRule> from(CatalogSettings settings, Predicate<LocalDate> holidays) {
        return List.of(
                new Base(),
                new Duration(settings.surcharges().durationPercent()),
                new Evening(settings.surcharges()),
                new Weekend(settings.surcharges().weekendPercent(), holidays),
                new Holiday(settings.surcharges().holidayPercent(), holidays),
                new Discount(settings));
    }

    private record Base() implements PriceRule {
        @Override
        public Optional<PriceLine> apply(Visit visit, Subtotal soFar) {
            return Optional.of(new PriceLine(
                    "base", visit.service().name(), visit.service().basePrice()));
        }

        @Override
        public boolean isBasis() {
            return true;
        }
    }

    /** Each started quarter of an hour beyond the standard duration. */
    private record Duration(BigDecimal percent) implements PriceRule {
        @Override
        public Optional<PriceLine> apply(Visit visit, Subtotal soFar) {
            var extra = visit.durationMinutes() - visit.service().durationMinutes();
            var steps = (extra + STEP_MINUTES - 1) / STEP_MINUTES;
            if (steps <= 0) {
                return Optional.empty();
            }
            var amount = visit.service().basePrice().percent(percent.multiply(BigDecimal.valueOf(steps)));
            return Optional.of(new PriceLine("duration", "%d minutes longer".formatted(extra), amount));
        }

        @Override
        public boolean isBasis() {
            return true;
        }
    }

    private record Evening(CatalogSettings.Surcharges settings) implements PriceRule {
        @Override
        public Optional<PriceLine> apply(Visit visit, Subtotal soFar) {
            var time = visit.localStart().toLocalTime();
            var evening = !time.isBefore(settings.eveningFrom()) || time.isBefore(settings.morningUntil());
            return evening
                    ? Optional.of(surcharge("evening", settings.eveningPercent(), visit, soFar))
                    : Optional.empty();
        }
    }

    private record Weekend(BigDecimal percent, Predicate<LocalDate> holidays) implements PriceRule {
        @Override
        public Optional<PriceLine> apply(Visit visit, Subtotal soFar) {
            var date = visit.localStart().toLocalDate();
            var weekend = date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
            return weekend && !holidays.test(date)
                    ? Optional.of(surcharge("weekend", percent, visit, soFar))
                    : Optional.empty();
        }
    }

    private record Holiday(BigDecimal percent, Predicate<LocalDate> holidays) implements PriceRule {
        @Override
        public Optional<PriceLine> apply(Visit visit, Subtotal soFar) {
            return holidays.test(visit.localStart().toLocalDate())
                    ? Optional.of(surcharge("holiday", percent, visit, soFar))
                    : Optional.empty();
        }
    }

    private record Discount(CatalogSettings settings) implements PriceRule {
        @Override
        public Optional<PriceLine> apply(Visit visit, Subtotal soFar) {
            if (visit.discountCode() == null) {
                return Optional.empty();
            }
            var percent = settings.discounts().get(visit.discountCode()).percent();
            var label = "%s −%s %%".formatted(visit.discountCode(), percent.toPlainString());
            return Optional.of(new PriceLine(
                    "discount", label, soFar.total().percent(percent).negated()));
        }
    }

    /** Surcharges are taken of base and duration, not of one another. */
    private static PriceLine surcharge(
            String rule, BigDecimal percent, PriceRule.Visit visit, PriceRule.Subtotal soFar) {
        var label = "%s +%s %%".formatted(capital(rule), percent.toPlainString());
        return new PriceLine(rule, label, soFar.basis().percent(percent));
    }

    private static String capital(String rule) {
        return rule.substring(0, 1).toUpperCase(Locale.ROOT) + rule.substring(1);
    }
}
