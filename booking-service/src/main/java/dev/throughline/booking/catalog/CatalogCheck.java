package dev.throughline.booking.catalog;

import dev.throughline.booking.pricing.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What makes no sense in a catalog's configuration: all of it, so that one restart is enough to put it right. */
final class CatalogCheck {

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int MAX_HORIZON_DAYS = 36_500;

    private final CatalogSettings settings;
    private final List<String> problems = new ArrayList<>();

    private CatalogCheck(CatalogSettings settings) {
        this.settings = settings;
    }

    /** @throws IllegalStateException with a line for each problem, which names the key */
    static void requireSense(CatalogSettings settings) {
        var check = new CatalogCheck(settings);
        check.limits();
        check.surcharges(settings.surcharges());
        Holidays.from(settings.holidays(), check.problems::add);
        check.require(!settings.services().isEmpty(), "services: name at least one.");
        settings.services().forEach(check::service);
        settings.discounts().forEach(check::discount);
        if (!check.problems.isEmpty()) {
            throw new IllegalStateException("The configuration under throughline.catalog makes no sense:\n- "
                    + String.join("\n- ", check.problems));
        }
    }

    private void limits() {
        var validity = settings.quoteValidity();
        require(!validity.isNegative() && !validity.isZero(), "quote-validity: must be longer than nothing.");
        require(
                settings.horizonDays() > 0 && settings.horizonDays() <= MAX_HORIZON_DAYS,
                "horizon-days: must be from 1 to %d.".formatted(MAX_HORIZON_DAYS));
    }

    private void surcharges(CatalogSettings.Surcharges surcharges) {
        surcharge("duration-percent", surcharges.durationPercent());
        surcharge("evening-percent", surcharges.eveningPercent());
        surcharge("weekend-percent", surcharges.weekendPercent());
        surcharge("holiday-percent", surcharges.holidayPercent());
        require(
                surcharges.morningUntil().isBefore(surcharges.eveningFrom()),
                "surcharges: morning-until must be before evening-from, or all day would be evening.");
    }

    private void surcharge(String key, BigDecimal percent) {
        require(percent.signum() >= 0, "surcharges.%s: must not be negative.".formatted(key));
    }

    private void service(String code, CatalogSettings.Offer offer) {
        var at = at("services.%s".formatted(code));
        require(
                CODE.matcher(code).matches(),
                at,
                "the code must be 1 to 64 letters, digits, hyphens and underscores of ASCII.");
        require(!offer.name().isBlank(), at, "name must not be blank.");
        require(offer.durationMinutes() > 0, at, "duration-minutes must be positive.");
        require(
                offer.maxDurationMinutes() >= offer.durationMinutes(),
                at,
                "max-duration-minutes must not be below duration-minutes.");
        require(!offer.partners().isEmpty(), at, "partners must name at least one.");
        require(
                new HashSet<>(offer.partners()).size() == offer.partners().size(),
                at,
                "partners must not name one twice.");
        require(offer.partners().stream().noneMatch(String::isBlank), at, "partners must not be blank.");
        basePrice(offer, at);
    }

    private void basePrice(CatalogSettings.Offer offer, Consumer<String> at) {
        try {
            var price = Money.of(offer.basePrice(), offer.currency());
            require(price.value().signum() > 0, at, "base-price must be positive.");
        } catch (IllegalArgumentException e) {
            at.accept("base-price '%s' in '%s': %s".formatted(offer.basePrice(), offer.currency(), e.getMessage()));
        }
    }

    private void discount(String code, CatalogSettings.Discount discount) {
        var at = at("discounts.%s".formatted(code));
        var percent = discount.percent();
        require(
                percent.signum() > 0 && percent.compareTo(HUNDRED) <= 0,
                at,
                "percent must be above 0 and at most 100.");
        var endsBeforeItBegins = discount.validFrom()
                .flatMap(first -> discount.validUntil().map(last -> last.isBefore(first)))
                .orElse(false);
        require(!endsBeforeItBegins, at, "valid-until must not be before valid-from.");
        for (var service : discount.services().orElse(List.of())) {
            require(
                    settings.services().containsKey(service),
                    at,
                    "services names %s, which is not on offer.".formatted(service));
        }
    }

    private Consumer<String> at(String key) {
        return problem -> problems.add(key + ": " + problem);
    }

    private void require(boolean sense, String problem) {
        require(sense, problems::add, problem);
    }

    private static void require(boolean sense, Consumer<String> problems, String problem) {
        if (!sense) {
            problems.accept(problem);
        }
    }
}
