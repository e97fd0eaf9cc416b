package dev.throughline.status.view;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * What comes next.
 *
 * @param action in plain words
 * @param by {@code system}, {@code partner} or {@code operator}
 * @param at when; {@code null} for as soon as possible
 */
@RegisterForReflection
public record Next(String action, String by, Instant at) {

    /** {@code null} if nothing comes any more. */
    static Next of(BookingView view) {
        var partner = view.order().partner();
        return switch (view.status()) {
            case pending -> pending(view, partner);
            case cancelling -> new Next("Make sure that %s holds nothing any more.".formatted(partner), "system", null);
            case needs_attention -> new Next(decide(view), "operator", null);
            case confirmed -> visit(view);
            case completed -> report(view);
            default -> message(view);
        };
    }

    private static Next pending(BookingView view, String partner) {
        if (view.partner().mayExist()) {
            return new Next(
                    "Ask %s by our own reference what became of the request.".formatted(partner), "system", null);
        }
        return view.partner().holds()
                ? new Next("Confirm the reservation.", "partner", null)
                : new Next("Reserve at %s.".formatted(partner), "system", null);
    }

    private static String decide(BookingView view) {
        return view.deadLetters().stream()
                .filter(JobNote::aboutPartner)
                .findFirst()
                .map(JobNote::may)
                .orElse("Look at the booking's jobs and decide.");
    }

    private static Next visit(BookingView view) {
        return view.visit() != null && view.visit().is("checked_in")
                ? new Next("Note how the visit went.", "operator", null)
                : new Next("Check the customer in.", "operator", view.order().start());
    }

    private static Next report(BookingView view) {
        var stored = view.documents().stream().anyMatch(each -> each.storedAt() != null);
        return stored ? message(view) : new Next("Make the visit report.", "system", null);
    }

    private static Next message(BookingView view) {
        if (!view.deadLetters().isEmpty()) {
            return new Next(view.deadLetters().get(0).may(), "operator", null);
        }
        return view.notifications().stream().anyMatch(Notification::underWay)
                ? new Next("Send the message to the customer.", "system", null)
                : null;
    }
}
