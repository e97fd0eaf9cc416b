package dev.throughline.booking.booking;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/** Who the visit is for; personal data. {@code phone} may be {@code null}. */
@Embeddable
@RegisterForReflection
public record Customer(
        @Column(name = "customer_name") String name,
        @Column(name = "customer_email") String email,
        @Column(name = "customer_phone") String phone,
        @Column(name = "customer_locale") String locale) {}
