package dev.throughline.booking.quote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.booking.pricing.Price;
import dev.throughline.booking.pricing.PriceLine;
import dev.throughline.booking.pricing.PriceRequest;
import dev.throughline.booking.pricing.Pricing;
import dev.throughline.booking.pricing.PricingRefused;
import dev.throughline.kit.problem.FieldViolation;
import dev.throughline.kit.problem.Problems;
import dev.throughline.kit.time.TimeSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prices what a request asks for, and tells the client what is wrong with it. */
@ApplicationScoped
public class PriceList {

    private final Pricing pricing;
    private final ObjectMapper json;
    private final TimeSource time;

    PriceList(Pricing pricing, ObjectMapper json, TimeSource time) {
        this.pricing = pricing;
        this.json = json;
        this.time = time;
    }

    /**
     * The price of {@code request}, asked now.
     *
     * @throws RuntimeException a problem (400) with everything that is wrong, if there is no price
     */
    public Price price(PriceRequest request) {
        try {
            return pricing.price(request, time.instant());
        } catch (PricingRefused refused) {
            throw Problems.invalid(refused.violations().stream()
                    .map(violation -> new FieldViolation(violation.field(), violation.message()))
                    .toList());
        }
    }

    /** Why a visit cannot be had any more, whatever was quoted; empty if it can. */
    public Optional<String> refusal(Quote quote) {
        var visit = new PriceRequest(quote.service(), quote.partner(), quote.start(), quote.durationMinutes(), null);
        try {
            pricing.price(visit, time.instant());
            return Optional.empty();
        } catch (PricingRefused refused) {
            return Optional.of(refused.violations().stream()
                    .map(violation -> violation.field() + " " + violation.message())
                    .collect(Collectors.joining(", ")));
        }
    }

    /** A breakdown as it is kept. */
    public String write(List<PriceLine> breakdown) {
        try {
            return json.writeValueAsString(breakdown);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A breakdown cannot be written as JSON.", e);
        }
    }
}
