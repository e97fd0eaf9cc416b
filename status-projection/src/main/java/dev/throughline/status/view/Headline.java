package dev.throughline.status.view;

import dev.throughline.status.fact.When;

/** The one sentence that answers "what about this booking?". */
final class Headline {

    private Headline() {}

    static String of(BookingView view) {
        var what = view.order().words();
        var partner = view.order().partner();
        return switch (view.status()) {
            case pending -> pending(view, what, partner);
            case confirmed -> confirmed(view, what, partner);
            case completed -> completed(view, what);
            case no_show -> "The customer did not come to %s.".formatted(what);
            case rejected -> "%s declined %s.%s".formatted(partner, what, because(view.reason()));
            case cancelling -> "%s is being cancelled; %s may still hold the reservation.".formatted(what, partner);
            case cancelled ->
                "%s is cancelled and %s holds nothing.%s".formatted(what, partner, because(view.reason()));
            case needs_attention -> "%s needs a person.%s".formatted(what, because(view.attention()));
            case other -> "%s is %s.".formatted(what, view.statusText());
        };
    }

    private static String pending(BookingView view, String what, String partner) {
        if (view.partner().mayExist()) {
            return "%s is not confirmed yet: it is unknown whether %s has the reservation, and it is being looked up."
                    .formatted(what, partner);
        }
        return view.partner().holds()
                ? "%s is held by %s, which has not confirmed it yet.".formatted(what, partner)
                : "%s is accepted and being reserved at %s.".formatted(what, partner);
    }

    private static String confirmed(BookingView view, String what, String partner) {
        return view.visit() != null && view.visit().is("checked_in")
                ? "The customer is there: %s has been checked in.".formatted(what)
                : "%s is confirmed by %s.".formatted(what, partner);
    }

    private static String completed(BookingView view, String what) {
        return view.documents().stream()
                .filter(each -> each.storedAt() != null)
                .findFirst()
                .map(report -> "%s took place, and its report has been ready since %s."
                        .formatted(what, When.utc(report.storedAt())))
                .orElse("%s took place; its report is not ready yet.".formatted(what));
    }

    private static String because(String reason) {
        return reason == null ? "" : " Reason: " + reason;
    }
}
