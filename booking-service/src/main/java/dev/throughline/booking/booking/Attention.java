package dev.throughline.booking.booking;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.UUID;

/**
 * Why a person is needed.
 *
 * @param job the dead-lettered job
 * @param from the state to go back to; {@code null} if the booking has stayed in its own
 */
@Embeddable
public record Attention(
        @Column(name = "attention_reason") String reason,
        @Column(name = "attention_job") UUID job,

        @Column(name = "attention_from") @Enumerated(EnumType.STRING)
        BookingStatus from) {}
