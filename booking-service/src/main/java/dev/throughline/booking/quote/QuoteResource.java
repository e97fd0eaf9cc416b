package dev.throughline.booking.quote;

import dev.throughline.booking.catalog.CatalogSettings;
import dev.throughline.booking.pricing.Money;
import dev.throughline.booking.pricing.PriceLine;
import dev.throughline.booking.pricing.PriceRequest;
import dev.throughline.kit.idempotency.Answer;
import dev.throughline.kit.idempotency.Idempotency;
import dev.throughline.kit.problem.PlainText;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Work;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /quotes}: what a visit would cost, and until when that holds. */
@Path("/quotes")
@Tag(name = "Quotes")
class QuoteResource {

    private final Quotes quotes;
    private final PriceList prices;
    private final CatalogSettings settings;
    private final Idempotency idempotency;
    private final TimeSource time;

    QuoteResource(Quotes quotes, PriceList prices, CatalogSettings settings, Idempotency idempotency, TimeSource time) {
        this.quotes = quotes;
        this.prices = prices;
        this.settings = settings;
        this.idempotency = idempotency;
        this.time = time;
    }

    /** What to price: {@code start} is RFC 3339; the duration defaults to the service's. */
    @RegisterForReflection
    record QuoteRequest(
            @NotBlank @Size(max = 64) @PlainText String service,
            @NotBlank @Size(max = 64) @PlainText String partner,
            @NotNull OffsetDateTime start,
            @Positive Integer durationMinutes,
            @Size(min = 1, max = 64) @PlainText String discountCode) {

        PriceRequest priceRequest() {
            return new PriceRequest(service, partner, start.toInstant(), durationMinutes, discountCode);
        }
    }

    @RegisterForReflection
    record QuoteView(
            UUID id,
            String service,
            String partner,
            Instant start,
            int durationMinutes,
            Money price,
            List<PriceLine> breakdown,
            Instant expiresAt) {}

    @POST
    @PermissionsAllowed("booking:place")
    @Operation(summary = "Price a visit", description = "The price holds until expiresAt, for one booking.")
    @APIResponse(responseCode = "201", description = "The price with its breakdown")
    @APIResponse(responseCode = "400", description = "Not a visit that can be priced; violations say why")
    public Uni<Response> quote(@Valid @NotNull QuoteRequest request) {
        return idempotency.perform(request, work -> quote(work, request));
    }

    private Uni<Answer> quote(Work work, QuoteRequest request) {
        var now = time.instant();
        var price = prices.price(request.priceRequest());
        var offer = new Quote.Offer(
                work.origin().tenant(),
                work.origin().actor(),
                request.service(),
                request.partner(),
                request.start().toInstant(),
                price.durationMinutes(),
                price.total(),
                prices.write(price.breakdown()),
                request.discountCode());
        var quote = Quote.of(Ids.next(), offer, now.plus(settings.quoteValidity()), now);
        return quotes.persist(quote).map(stored -> answer(stored, price.breakdown()));
    }

    private static Answer answer(Quote quote, List<PriceLine> breakdown) {
        var view = new QuoteView(
                quote.id(),
                quote.service(),
                quote.partner(),
                quote.start(),
                quote.durationMinutes(),
                quote.price(),
                breakdown,
                quote.expiresAt());
        return Answer.created(view, "/quotes/" + quote.id()).at("quote/" + quote.id(), 1);
    }
}
