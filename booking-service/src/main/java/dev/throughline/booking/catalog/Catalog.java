package dev.throughline.booking.catalog;

import dev.throughline.booking.pricing.Money;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The services on offer. Read from the configuration at start, which fails with the reason if it makes no sense. */
@Startup
@ApplicationScoped
public class Catalog {

    private final CatalogSettings settings;
    private final Map<String, Service> services;
    private final Holidays holidays;

    /** @throws IllegalStateException if the configuration makes no sense, with everything that is wrong with it */
    Catalog(CatalogSettings settings) {
        CatalogCheck.requireSense(settings);
        this.settings = settings;
        this.services = settings.services().entrySet().stream()
                .map(offer -> service(offer.getKey(), offer.getValue()))
                .collect(Collectors.toUnmodifiableMap(Service::code, Function.identity()));
        this.holidays = Holidays.from(settings.holidays(), problem -> {});
    }

    /** All services, by code. */
    public List<Service> services() {
        return services.values().stream()
                .sorted(Comparator.comparing(Service::code))
                .toList();
    }

    /** The service of that code; empty if there is none, or no code. */
    public Optional<Service> service(String code) {
        return Optional.ofNullable(code).map(services::get);
    }

    public List<String> codes() {
        return services.keySet().stream().sorted().toList();
    }

    /** Whether {@code date}, in the catalog's zone, is a holiday. */
    public boolean isHoliday(LocalDate date) {
        return holidays.contain(date);
    }

    /** Whether the discount exists, covers {@code service}, and is valid at {@code now}. */
    public boolean discountApplies(String code, Service service, Instant now) {
        var discount = settings.discounts().get(code);
        if (discount == null) {
            return false;
        }
        var today = now.atZone(settings.zone()).toLocalDate();
        return discount.services().map(codes -> codes.contains(service.code())).orElse(true)
                && discount.validFrom().map(first -> !today.isBefore(first)).orElse(true)
                && discount.validUntil().map(last -> !today.isAfter(last)).orElse(true);
    }

    private static Service service(String code, CatalogSettings.Offer offer) {
        return new Service(
                code,
                offer.name(),
                offer.durationMinutes(),
                offer.maxDurationMinutes(),
                Money.of(offer.basePrice(), offer.currency()),
                List.copyOf(offer.partners()));
    }
}
