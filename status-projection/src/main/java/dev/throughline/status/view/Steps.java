package dev.throughline.status.view;

import dev.throughline.status.view.Step.State;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stations of a booking: placed, reserved at the partner, confirmed, visited, reported, customer told. */
final class Steps {

    private static final Map<Status, String> NEWS = Map.of(
            Status.confirmed, "booking-confirmed",
            Status.rejected, "booking-rejected",
            Status.cancelled, "booking-cancelled",
            Status.completed, "document-stored");

    private Steps() {}

    static List<Step> of(BookingView view) {
        return List.of(
                new Step("placed", State.done, view.placedAt()),
                reserved(view),
                confirmed(view),
                visit(view),
                report(view),
                told(view));
    }

    private static Step reserved(BookingView view) {
        var name = "reserved";
        if (view.reservedAt() != null) {
            return new Step(name, State.done, view.reservedAt());
        }
        if (view.partner().refused()) {
            return new Step(name, State.failed, view.since());
        }
        if (view.partner().mayExist()) {
            return new Step(name, State.unknown, attemptedAt(view));
        }
        return view.status().ended() || view.status() == Status.cancelling
                ? new Step(name, State.skipped, null)
                : open(name, view.status() == Status.pending);
    }

    private static Instant attemptedAt(BookingView view) {
        var attempt = view.partner().lastAttempt();
        return attempt == null ? null : attempt.at();
    }

    private static Step confirmed(BookingView view) {
        var name = "confirmed";
        if (view.confirmedAt() != null) {
            return new Step(name, State.done, view.confirmedAt());
        }
        return switch (view.status()) {
            case rejected -> new Step(name, State.failed, view.since());
            case cancelling, cancelled -> new Step(name, State.skipped, null);
            default -> open(name, view.reservedAt() != null);
        };
    }

    private static Step visit(BookingView view) {
        var name = "visit";
        return switch (view.status()) {
            case completed -> new Step(name, State.done, view.since());
            case no_show -> new Step(name, State.failed, view.since());
            case rejected, cancelling, cancelled -> new Step(name, State.skipped, null);
            default -> open(name, view.confirmedAt() != null);
        };
    }

    private static Step report(BookingView view) {
        var name = "report";
        var stored = view.documents().stream()
                .map(Document::storedAt)
                .filter(at -> at != null)
                .findFirst();
        if (stored.isPresent()) {
            return new Step(name, State.done, stored.get());
        }
        return view.status().ended() && view.status() != Status.completed || view.status() == Status.cancelling
                ? new Step(name, State.skipped, null)
                : open(name, view.status() == Status.completed);
    }

    /** Whether the customer knows what the booking has come to. */
    private static Step told(BookingView view) {
        var name = "told";
        var news = newest(view);
        if (news.isEmpty()) {
            return view.status() == Status.no_show ? new Step(name, State.skipped, null) : open(name, false);
        }
        var message = news.get();
        if (message.told()) {
            return new Step(name, State.done, message.at());
        }
        return message.failed()
                ? new Step(name, State.failed, message.at())
                : new Step(name, message.underWay() ? State.current : State.unknown, message.at());
    }

    private static Optional<Notification> newest(BookingView view) {
        var wanted = NEWS.get(view.status());
        return view.notifications().stream()
                .filter(each -> each.kind().equals(wanted))
                .max(Comparator.comparing(Notification::at));
    }

    private static Step open(String name, boolean current) {
        return new Step(name, current ? State.current : State.waiting, null);
    }
}
