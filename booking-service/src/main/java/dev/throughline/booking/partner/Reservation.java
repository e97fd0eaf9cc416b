package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * What a partner says of one reservation, in an answer or a callback.
 *
 * @param id the partner's id
 * @param reference our reference
 * @param start for when it is; {@code null} if the partner does not say
 * @param version the partner's version of it; a higher one is newer
 * @param reason the partner's words; {@code null} if it gives none
 * @param begun whether it has not got beyond the first of several steps, the next of which is ours: live, it is there for a
 *     while and {@code reserve} goes on from it; ended, its time ran out and it says nothing about what we want
 */
@RegisterForReflection
public record Reservation(
        String id, String reference, Instant start, State state, long version, String reason, boolean begun) {

    /** One with which the partner goes on by itself. */
    public Reservation(String id, String reference, Instant start, State state, long version, String reason) {
        this(id, reference, start, state, version, reason, false);
    }

    /** The partner's states. */
    public enum State {
        held,
        confirmed,
        rejected,
        cancelled
    }

    private static final int MAX_TEXT = 200;
    private static final int LAST_YEAR = 9999;

    /**
     * Reads a reservation as the small JSON protocol writes it.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Reservation read(JsonNode json) {
        var version = json.path("version");
        if (!version.isIntegralNumber() || !version.canConvertToLong() || version.longValue() < 0) {
            throw new IllegalArgumentException("version must be a whole number from 0");
        }
        return of(
                        json.path("id").asText(""),
                        json.path("reference").asText(""),
                        State.valueOf(json.path("status").asText("")),
                        version.longValue(),
                        json.path("reason").textValue())
                .at(json.path("start").textValue());
    }

    /**
     * A reservation in a partner's words, which need not make sense.
     *
     * @throws IllegalArgumentException if they cannot be those of a reservation
     */
    static Reservation of(String id, String reference, State state, long version, String reason) {
        return new Reservation(text("id", id), text("reference", reference), null, state, version, reason(reason));
    }

    /** The same, for {@code start} (RFC 3339, which has no years beyond 9999). A partner need not say it; what is no time says nothing either. */
    Reservation at(String start) {
        return new Reservation(id, reference, time(start), state, version, reason, begun);
    }

    private static Instant time(String text) {
        try {
            var time = text == null ? null : OffsetDateTime.parse(text);
            return time == null || time.getYear() < 1 || time.getYear() > LAST_YEAR ? null : time.toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** This one, of which we have to take the next step. */
    Reservation onlyBegun() {
        return new Reservation(id, reference, start, state, version, reason, true);
    }

    /** The partner's words are for people: what cannot be stored or shown of them is left out. */
    private static String reason(String words) {
        if (words == null) {
            return null;
        }
        var plain = words.codePoints()
                .filter(Reservation::isPlain)
                .limit(MAX_TEXT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return plain.isEmpty() ? null : plain;
    }

    private static boolean isPlain(int codePoint) {
        var type = Character.getType(codePoint);
        return type != Character.CONTROL && type != Character.SURROGATE;
    }

    private static String text(String member, String text) {
        if (text.isEmpty() || text.length() > MAX_TEXT || !text.codePoints().allMatch(Reservation::isPlain)) {
            throw new IllegalArgumentException(member + " must be 1 to 200 printable characters");
        }
        return text;
    }

    /**
     * This one, if it is under {@code reference}: what is another's must never be taken for ours, let alone be cancelled.
     *
     * @throws IllegalArgumentException if it is not
     */
    Reservation requireReference(String reference) {
        if (!this.reference.equals(reference)) {
            throw new IllegalArgumentException("it is about another reference");
        }
        return this;
    }

    /**
     * This one, if it is {@code id} and takes up no place any more.
     *
     * @throws IllegalArgumentException if it is another, or still does
     */
    Reservation requireEnded(String id) {
        if (!this.id.equals(id) || live()) {
            throw new IllegalArgumentException("it does not say that the reservation has ended");
        }
        return this;
    }

    /** Whether it takes up a place at the partner. */
    public boolean live() {
        return state == State.held || state == State.confirmed;
    }
}
