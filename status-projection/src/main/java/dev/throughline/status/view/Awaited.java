package dev.throughline.status.view;

import java.time.Instant;

/**
 * What a booking waits for.
 *
 * @param what in plain words; {@code null} if it waits for nothing
 * @param until when it should have come; {@code null} if it waits for nothing
 */
public record Awaited(String what, Instant until) {

    private static final Awaited NOTHING = new Awaited(null, null);

    public static Awaited of(BookingView view, Expectations expect) {
        return switch (view.status()) {
            case pending ->
                new Awaited(
                        "%s to confirm the reservation".formatted(view.order().partner()),
                        view.since().plus(expect.confirmation()));
            case cancelling ->
                new Awaited(
                        "%s to release the reservation".formatted(view.order().partner()),
                        view.since().plus(expect.cancellation()));
            case needs_attention ->
                new Awaited("an operator's decision", view.since().plus(expect.attention()));
            case confirmed -> visit(view, expect);
            case completed -> report(view, expect);
            default -> message(view, expect);
        };
    }

    private static Awaited visit(BookingView view, Expectations expect) {
        var start = view.order().start();
        var length = view.order().durationMinutes();
        if (start == null) {
            return message(view, expect);
        }
        var end = start.plusSeconds(60L * (length == null ? 0 : length));
        return view.visit() != null && view.visit().is("checked_in")
                ? new Awaited("the visit to be completed", end.plus(expect.record()))
                : new Awaited("the visit to take place", end.plus(expect.record()));
    }

    private static Awaited report(BookingView view, Expectations expect) {
        var stored = view.documents().stream().anyMatch(each -> each.storedAt() != null);
        return stored
                ? message(view, expect)
                : new Awaited("the visit report", view.since().plus(expect.report()));
    }

    private static Awaited message(BookingView view, Expectations expect) {
        return view.notifications().stream()
                .filter(Notification::underWay)
                .findFirst()
                .map(each -> new Awaited(
                        "the message \"%s\" to be sent to the customer".formatted(each.kind()),
                        each.queuedAt().plus(expect.message())))
                .orElse(NOTHING);
    }
}
