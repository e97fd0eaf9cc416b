package dev.throughline.kit.problem;

import java.util.List;

/** An aggregate refuses a transition that its lifecycle does not have. Answered as 409 with the state and what it allows. */
public final class NotAllowedNow extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String currentState;
    private final transient List<String> allowed;

    /**
     * @param what what was asked for, such as {@code cancel}
     * @param currentState the state it is in
     * @param allowed what may be asked for in that state
     */
    public NotAllowedNow(String what, String currentState, List<String> allowed) {
        super(
                allowed.isEmpty()
                        ? "'%s' is not possible while it is %s, which allows nothing else either."
                                .formatted(what, currentState)
                        : "'%s' is not possible while it is %s; possible: %s."
                                .formatted(what, currentState, String.join(", ", allowed)));
        this.currentState = currentState;
        this.allowed = List.copyOf(allowed);
    }

    public String currentState() {
        return currentState;
    }

    public List<String> allowed() {
        return allowed;
    }
}
