package dev.throughline.booking.partner;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * Whether a partner has been asked to tell us by itself what becomes of reservations.
 *
 * @param state the server's word ({@code active}, {@code requested}, {@code off}, {@code error}), or {@code failed} if it could not
 *     be asked
 * @param detail for a person
 * @param checkedAt when this process last asked
 */
@RegisterForReflection
public record SubscriptionState(String state, String detail, Instant checkedAt) {

    static final String FAILED = "failed";

    /** What came of asking. */
    public static SubscriptionState of(PartnerAnswer answer, Instant now) {
        var state = answer instanceof PartnerAnswer.Subscribed subscribed ? subscribed.state() : FAILED;
        return new SubscriptionState(state, answer.detail(), now);
    }

    /** It could not even be asked. */
    public static SubscriptionState failed(String detail, Instant now) {
        return new SubscriptionState(FAILED, detail, now);
    }

    /** Whether nothing is to be done about it by us: it works, or somebody does not want it to. */
    public boolean settled() {
        return state.equals("active") || state.equals("off");
    }

    /** Whether the server has been asked and has not begun. */
    public boolean waiting() {
        return state.equals("requested");
    }

    public boolean active() {
        return state.equals("active");
    }
}
