package dev.throughline.booking.availability;

import dev.throughline.booking.catalog.Catalog;
import dev.throughline.booking.partner.Partner;
import dev.throughline.booking.partner.Partners;
import dev.throughline.booking.partner.Slot;
import dev.throughline.kit.problem.FieldViolation;
import dev.throughline.kit.problem.ProblemType;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.Rfc3339;
import dev.throughline.kit.time.TimeSource;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /availability}: when a service may be had at a partner, to read; what counts is what the partner says when booked. */
@Path("/availability")
@Tag(name = "Services")
class AvailabilityResource {

    private static final Duration MOST = Duration.ofDays(31);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Availabilities availabilities;
    private final AvailabilitySettings settings;
    private final Catalog catalog;
    private final Partners partners;
    private final TimeSource time;

    AvailabilityResource(
            Availabilities availabilities,
            AvailabilitySettings settings,
            Catalog catalog,
            Partners partners,
            TimeSource time) {
        this.availabilities = availabilities;
        this.settings = settings;
        this.catalog = catalog;
        this.partners = partners;
        this.time = time;
    }

    private record Wanted(String service, Partner partner, Instant from, Instant to) {}

    /**
     * @param told whether the partner tells what is free; if not, nothing is known of it
     * @param asOf when it told the oldest part of this; {@code null} if it does not tell
     */
    @RegisterForReflection
    record AvailabilityView(
            String service,
            String partner,
            Instant from,
            Instant to,
            boolean told,
            List<Slot> slots,
            Instant asOf,
            Freshness freshness) {}

    /** @param stale whether it is older than {@code maxAgeSeconds}, or we have changed something since */
    @RegisterForReflection
    record Freshness(long maxAgeSeconds, boolean stale) {}

    @GET
    @PermissionsAllowed("catalog:read")
    @Operation(
            summary = "When a service may be had at a partner",
            description =
                    "As the partner told it at asOf; a booking is checked anew, and the partner's word on it is final. "
                            + "from and to are RFC 3339, at most 31 days apart.")
    @APIResponse(responseCode = "200", description = "Free starts; told is false where the partner does not say")
    @APIResponse(responseCode = "400", description = "Not a range, or the partner does not offer the service")
    @APIResponse(responseCode = "503", description = "The partner does not answer, and nothing is known from before")
    public Uni<AvailabilityView> find(
            @QueryParam("service") String service,
            @QueryParam("partner") String partner,
            @QueryParam("from") String from,
            @QueryParam("to") String to) {
        var wanted = wanted(service, partner, from, to);
        return availabilities
                .find(wanted.partner(), service, wanted.from(), wanted.to())
                .map(known -> view(wanted, known));
    }

    private AvailabilityView view(Wanted wanted, Availabilities.Known known) {
        if (known == null) {
            throw Problems.retryLater(
                    ProblemType.UNAVAILABLE, "The partner does not say at the moment what is free.", SOON);
        }
        var now = time.instant();
        var slots = known.slots().stream()
                .filter(slot -> !slot.start().isBefore(wanted.from())
                        && slot.start().isBefore(wanted.to())
                        && slot.start().isAfter(now))
                .toList();
        return new AvailabilityView(
                wanted.service(),
                wanted.partner().id(),
                wanted.from(),
                wanted.to(),
                known.told(),
                slots,
                known.asOf(),
                new Freshness(settings.maxAge().toSeconds(), known.stale()));
    }

    private Wanted wanted(String service, String partner, String from, String to) {
        var violations = new ArrayList<FieldViolation>();
        var offered = catalog.service(service);
        if (offered.isEmpty()) {
            violations.add(new FieldViolation("service", "must be one of %s".formatted(catalog.codes())));
        } else if (partner == null || !offered.get().partners().contains(partner)) {
            violations.add(new FieldViolation(
                    "partner", "must be one of %s".formatted(offered.get().partners())));
        }
        var first = time("from", from, violations);
        var end = time("to", to, violations);
        if (first != null && end != null && !isRange(first, end)) {
            violations.add(new FieldViolation("to", "must be after from, by at most 31 days"));
        }
        if (!violations.isEmpty()) {
            throw Problems.invalid(violations);
        }
        return new Wanted(service, partners.named(partner), first, end);
    }

    private static boolean isRange(Instant first, Instant end) {
        return first.isBefore(end) && Duration.between(first, end).compareTo(MOST) <= 0;
    }

    private static Instant time(String field, String text, List<FieldViolation> violations) {
        try {
            if (text != null) {
                return Rfc3339.parse(text);
            }
        } catch (DateTimeException e) {
            // Told below, like a missing one.
        }
        violations.add(new FieldViolation(field, "must be a time after RFC 3339"));
        return null;
    }
}
