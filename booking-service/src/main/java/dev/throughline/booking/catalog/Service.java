package dev.throughline.booking.catalog;

import dev.throughline.booking.pricing.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** Something that can be booked, as clients see it. */
@RegisterForReflection
public record Service(
        String code,
        String name,
        int durationMinutes,
        int maxDurationMinutes,
        Money basePrice,
        List<String> partners) {}
