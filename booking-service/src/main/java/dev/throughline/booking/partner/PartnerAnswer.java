package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What came of a request to a partner, as far as we can know. */
public sealed interface PartnerAnswer {

    /** For the ledger, in a sentence. */
    String detail();

    /** What came back; {@code null} if nothing did. */
    JsonNode received();

    /** The partner answered: these reservations, as many as the operation has. */
    record Known(List<Reservation> reservations, String detail, JsonNode received) implements PartnerAnswer {}

    /** The partner told which starts are free. */
    record Free(List<Slot> slots, String detail, JsonNode received) implements PartnerAnswer {}

    /**
     * The partner has been asked to tell us by itself.
     *
     * @param state the partner's word for whether it does
     */
    record Subscribed(String state, String detail) implements PartnerAnswer {

        /** What came back has our secret in it. */
        @Override
        public JsonNode received() {
            return null;
        }
    }

    /** The partner said no to the request itself; nothing changed there. */
    record Refused(String detail, JsonNode received) implements PartnerAnswer {}

    /** It provably never reached the partner, or the partner says that it did nothing. */
    record WithoutEffect(String detail, JsonNode received) implements PartnerAnswer {}

    /** It may have happened. */
    record Uncertain(String detail, JsonNode received) implements PartnerAnswer {}
}
