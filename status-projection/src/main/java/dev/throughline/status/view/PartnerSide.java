package dev.throughline.status.view;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.throughline.status.fact.Facts;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Set;

/** What is known of the partner's side of a booking. Between two snapshots it follows the ledger's entries. */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
public final class PartnerSide {

    private static final Set<String> OPEN = Set.of("not_sent", "in_flight", "unknown");
    private static final Set<String> HOLDS = Set.of("held", "confirmed");

    private String state = "not_sent";
    private String reservationId;
    private LastAttempt lastAttempt;

    /** The newest request to the partner that has ended. */
    @RegisterForReflection
    public record LastAttempt(String operation, String outcome, String detail, Instant at) {}

    void snapshot(Facts facts) {
        state = facts.text("partnerState", state);
        reservationId = facts.text("reservationId", reservationId);
    }

    void attempted(Facts facts) {
        var operation = facts.text("operation", "");
        var outcome = facts.text("outcome", "unknown");
        lastAttempt = new LastAttempt(
                operation, outcome, facts.text("detail"), facts.event().time());
        if (operation.equals("reserve") && OPEN.contains(state)) {
            state = afterReserve(outcome);
        }
    }

    private String afterReserve(String outcome) {
        return switch (outcome) {
            case "succeeded" -> "held";
            case "rejected" -> "rejected";
            case "unknown" -> "unknown";
            default -> mayExist() ? state : "not_sent";
        };
    }

    void calledBack(Facts facts) {
        if ("changed".equals(facts.text("result"))) {
            state = facts.text("state", state);
            reservationId = facts.text("reservationId", reservationId);
        }
    }

    /** Whether a request that may have made a reservation has not been cleared up. */
    boolean mayExist() {
        return state.equals("in_flight") || state.equals("unknown");
    }

    boolean holds() {
        return HOLDS.contains(state);
    }

    boolean refused() {
        return state.equals("rejected");
    }

    public String state() {
        return state;
    }

    public String reservationId() {
        return reservationId;
    }

    public LastAttempt lastAttempt() {
        return lastAttempt;
    }
}
