package dev.throughline.status.view;

import dev.throughline.status.fact.Facts;
import dev.throughline.status.fact.When;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/** What was booked, for whom; personal data. */
@RegisterForReflection
public record Order(
        String service, String partner, Instant start, Integer durationMinutes, Price price, Customer customer) {

    /** Money as everywhere. */
    @RegisterForReflection
    public record Price(String amount, String currency) {}

    /** Who the visit is for. */
    @RegisterForReflection
    public record Customer(String name, String email, String phone, String locale) {}

    static Order of(Facts facts) {
        var price = facts.in("price");
        var customer = facts.in("customer");
        return new Order(
                facts.require("service"),
                facts.require("partner"),
                facts.time("start"),
                facts.number("durationMinutes"),
                price.present() ? new Price(price.text("amount"), price.text("currency")) : null,
                new Customer(
                        customer.text("name", "the customer"),
                        customer.text("email"),
                        customer.text("phone"),
                        customer.text("locale")));
    }

    /** Such as "CONSULT on 25 Dec 2030, 18:00 UTC for Ana Dvořák". */
    String words() {
        return "%s on %s for %s".formatted(service, When.utc(start), customer.name());
    }
}
