package dev.throughline.booking.pricing;

import dev.throughline.booking.catalog.Catalog;
import dev.throughline.booking.catalog.CatalogSettings;
import dev.throughline.booking.catalog.Service;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prices a visit by the rules of the catalog. Pure: the same request at the same time has the same price. */
@ApplicationScoped
public class Pricing {

    private static final int GRID_SECONDS = 5 * 60;

    private final Catalog catalog;
    private final CatalogSettings settings;
    private final List<PriceRule> rules;

    Pricing(Catalog catalog, CatalogSettings settings) {
        this.catalog = catalog;
        this.settings = settings;
        this.rules = PriceRules.from(settings, catalog::isHoliday);
    }

    /**
     * The price of {@code request}, asked at {@code now}.
     *
     * @throws PricingRefused if there is none; with everything that is wrong, not only the first
     */
    public Price price(PriceRequest request, Instant now) {
        var violations = new ArrayList<PricingRefused.Violation>();
        var service = catalog.service(request.service());
        if (service.isEmpty()) {
            violations.add(violation("service", "is not one of " + catalog.codes()));
        }
        if (request.start() == null) {
            violations.add(violation("start", "is required"));
        } else {
            checkStart(request.start(), now, violations);
        }
        service.ifPresent(known -> check(request, known, now, violations));
        if (!violations.isEmpty()) {
            throw new PricingRefused(violations);
        }
        return price(request, service.orElseThrow());
    }

    private Price price(PriceRequest request, Service service) {
        var duration = Optional.ofNullable(request.durationMinutes()).orElse(service.durationMinutes());
        var visit =
                new PriceRule.Visit(service, request.start().atZone(settings.zone()), duration, request.discountCode());
        var lines = new ArrayList<PriceLine>();
        var soFar = new PriceRule.Subtotal(
                service.basePrice().zero(), service.basePrice().zero());
        for (var rule : rules) {
            var line = rule.apply(visit, soFar);
            if (line.isPresent()) {
                lines.add(line.get());
                soFar = soFar.plus(rule, line.get().amount());
            }
        }
        return new Price(soFar.total(), List.copyOf(lines), duration);
    }

    private void checkStart(Instant start, Instant now, List<PricingRefused.Violation> violations) {
        if (!start.isAfter(now)) {
            violations.add(violation("start", "must be in the future"));
        } else if (start.isAfter(now.plus(settings.horizonDays(), ChronoUnit.DAYS))) {
            violations.add(violation("start", "must be within %d days from now".formatted(settings.horizonDays())));
        }
        if (start.getEpochSecond() % GRID_SECONDS != 0 || start.getNano() != 0) {
            violations.add(violation("start", "must be on a full five minutes"));
        }
    }

    private void check(PriceRequest request, Service service, Instant now, List<PricingRefused.Violation> violations) {
        if (!offers(service, request.partner())) {
            violations.add(
                    violation("partner", "does not offer %s; %s do".formatted(service.code(), service.partners())));
        }
        var duration = request.durationMinutes();
        if (duration != null && (duration < service.durationMinutes() || duration > service.maxDurationMinutes())) {
            violations.add(violation(
                    "durationMinutes",
                    "must be from %d to %d for %s"
                            .formatted(service.durationMinutes(), service.maxDurationMinutes(), service.code())));
        }
        if (request.discountCode() != null && !catalog.discountApplies(request.discountCode(), service, now)) {
            violations.add(violation("discountCode", "is not a discount that is valid now for " + service.code()));
        }
    }

    // List.of().contains(null) throws.
    private static boolean offers(Service service, String partner) {
        return partner != null && service.partners().contains(partner);
    }

    private static PricingRefused.Violation violation(String field, String message) {
        return new PricingRefused.Violation(field, message);
    }
}
