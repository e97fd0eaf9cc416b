package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/** One reservation at one version. */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record Reservation(
        String id,
        String partner,
        String reference,
        String service,
        String start,
        Status status,
        long version,
        String reason,
        Instant createdAt,
        Instant updatedAt,
        Instant cancelledAt) {

    /** {@code held → confirmed}; any live one may be cancelled. */
    public enum Status {
        held,
        confirmed,
        rejected,
        cancelled
    }

    /** Whether it takes up a place. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public boolean isLive() {
        return live();
    }

    boolean live() {
        return status == Status.held || status == Status.confirmed;
    }

    Reservation to(Status next, Instant now) {
        return new Reservation(
                id,
                partner,
                reference,
                service,
                start,
                next,
                version + 1,
                reason,
                createdAt,
                now,
                next == Status.cancelled ? now : cancelledAt);
    }
}
