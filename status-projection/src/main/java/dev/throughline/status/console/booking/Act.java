package dev.throughline.status.console.booking;

import dev.throughline.status.console.session.Operator;
import dev.throughline.status.view.StatusView;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an operator does with a booking. Which of it is offered follows from the view; booking-service decides. */
public enum Act {
    check_in("check-in", "visit:work", "Check in", "The customer is checked in.") {
        @Override
        boolean fits(StatusView view, Instant now) {
            return isAhead(view);
        }
    },
    complete("complete", "visit:work", "Complete the visit", "The visit is completed.") {
        @Override
        boolean fits(StatusView view, Instant now) {
            return view.status().equals("confirmed")
                    && view.visit() != null
                    && "checked_in".equals(view.visit().status());
        }

        @Override
        Map<String, Object> body(Entered entered) {
            return Map.of(
                    "practitioner", entered.practitioner(),
                    "findings", entered.findings(),
                    "durationMinutes", entered.wholeMinutes());
        }
    },
    no_show("no-show", "visit:work", "Record a no-show", "It is on record that the customer did not come.") {
        @Override
        boolean fits(StatusView view, Instant now) {
            return isAhead(view) && view.start() != null && view.start().isBefore(now);
        }
    },
    cancel("cancel", "booking:cancel", "Cancel the booking", "The booking is being cancelled.") {
        @Override
        boolean fits(StatusView view, Instant now) {
            return view.status().equals("pending") || view.status().equals("confirmed");
        }

        @Override
        Map<String, Object> body(Entered entered) {
            return Map.of("reason", entered.reason());
        }
    };

    private final String path;
    private final String permission;
    private final String label;
    private final String done;

    Act(String path, String permission, String label, String done) {
        this.path = path;
        this.permission = permission;
        this.label = label;
        this.done = done;
    }

    abstract boolean fits(StatusView view, Instant now);

    Map<String, Object> body(Entered entered) {
        return Map.of();
    }

    private static boolean isAhead(StatusView view) {
        return view.status().equals("confirmed")
                && (view.visit() == null
                        || view.visit().status() == null
                        || view.visit().status().equals("scheduled"));
    }

    /** What is offered to {@code operator} for a booking that stands as {@code view} says. */
    static List<Act> offered(StatusView view, Operator operator, Instant now) {
        return Arrays.stream(values())
                .filter(act -> operator.may(act.permission) && act.fits(view, now))
                .toList();
    }

    /** The act with this path. */
    static Optional<Act> at(String path) {
        return Arrays.stream(values()).filter(act -> act.path.equals(path)).findFirst();
    }

    public String path() {
        return path;
    }

    public String label() {
        return label;
    }

    /** What to say once it is done. */
    public String done() {
        return done;
    }
}
