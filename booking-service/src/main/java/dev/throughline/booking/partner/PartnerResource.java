package dev.throughline.booking.partner;

import dev.throughline.kit.page.Page;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the partners are. */
@Path("/partners")
@Tag(name = "Partners")
class PartnerResource {

    private final Partners partners;
    private final PartnerBreakers breakers;

    PartnerResource(Partners partners, PartnerBreakers breakers) {
        this.partners = partners;
        this.breakers = breakers;
    }

    /**
     * One partner, as all replicas see it.
     *
     * @param lastSuccessAt when it last answered any replica, to a few seconds; {@code null} if it never has
     * @param subscription whether it has been asked to call back, as far as this process knows; {@code null} if it is not to be
     */
    @RegisterForReflection
    record PartnerView(
            String id, String connector, BreakerView breaker, Instant lastSuccessAt, SubscriptionState subscription) {

        static PartnerView of(Partner partner, PartnerBreakers.Seen seen) {
            var breaker = new BreakerView(seen.state(), seen.reason(), seen.openedAt(), seen.nextProbeAt());
            return new PartnerView(
                    partner.id(),
                    partner.settings().connector(),
                    breaker,
                    seen.lastSuccessAt(),
                    partner.subscription());
        }
    }

    /** Why and since when the partner is left alone, and when it is tried again; {@code null} each if it is not. */
    @RegisterForReflection
    record BreakerView(String state, String reason, Instant openedAt, Instant nextProbeAt) {}

    @GET
    @PermissionsAllowed("partner:read")
    @Operation(
            summary = "List partners with the state of their circuit breakers",
            description = "The breakers are shared by all replicas and survive restarts.")
    public Uni<Page<PartnerView>> list() {
        return breakers.read()
                .map(seen -> new Page<>(
                        partners.all().stream()
                                .map(partner -> PartnerView.of(
                                        partner, seen.getOrDefault(partner.id(), PartnerBreakers.Seen.NEW)))
                                .toList(),
                        null));
    }
}
