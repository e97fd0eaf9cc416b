package dev.throughline.sandbox.reservation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;

/**
 * One reservation at one version.
 *
 * @param hold {@code null} unless its client has to confirm it
 */
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
        Instant cancelledAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) Hold hold) {

    /** {@code held → confirmed | expired}; any live one may be cancelled. */
    public enum Status {
        held,
        confirmed,
        rejected,
        cancelled,
        expired
    }

    /**
     * What there is to know of one that is held until its client confirms it.
     *
     * @param expiresAt when the place is given away, unless it has been confirmed
     * @param confirmedAt {@code null} if it never was
     * @param contact the visitor's full name; {@code null} until it is confirmed
     */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Hold(Instant expiresAt, Instant confirmedAt, List<Unit> units, String contact) {}

    /** One visitor. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Unit(String uuid, String unit) {}

    /** Whether it takes up a place. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public boolean isLive() {
        return live();
    }

    boolean live() {
        return status == Status.held || status == Status.confirmed;
    }

    Reservation to(Status next, Instant now) {
        return to(next, start, now);
    }

    Reservation to(Status next, String at, Instant now) {
        return new Reservation(
                id,
                partner,
                reference,
                service,
                at,
                next,
                version + 1,
                reason,
                createdAt,
                now,
                next == Status.cancelled ? now : cancelledAt,
                hold);
    }

    /** Cancelled, for a reason that the client gives; {@code null} for none. */
    Reservation cancelled(String why, Instant now) {
        return to(Status.cancelled, now).with(why, hold);
    }

    /** Confirmed by its client. */
    Reservation confirmed(String contact, Instant now) {
        return to(Status.confirmed, now).with(reason, new Hold(hold.expiresAt(), now, hold.units(), contact));
    }

    private Reservation with(String why, Hold about) {
        return new Reservation(
                id, partner, reference, service, start, status, version, why, createdAt, updatedAt, cancelledAt, about);
    }
}
