package dev.throughline.status.console.page;

import dev.throughline.status.console.session.Operator;
import java.util.List;

/**
 * What is around every page.
 *
 * @param title of the page
 * @param place which entry of the navigation it belongs to
 * @param operator who is signed in; {@code null} if nobody is
 * @param form the token that every form of the page carries
 * @param traceUrl where traces are shown, with {@code {traceId}} in it; {@code null} if nowhere
 */
public record Frame(String title, Place place, Operator operator, String form, String traceUrl) {

    /** Where the navigation leads. */
    public enum Place {
        bookings("Bookings", "/console", "booking:read"),
        dead_letters("Dead letters", "/console/dead-letters", "job:read"),
        notifications("Notifications", "/console/notifications", "notification:read"),
        partners("Partners", "/console/partners", "partner:read"),
        none("", "/console", "");

        private final String label;
        private final String path;
        private final String permission;

        Place(String label, String path, String permission) {
            this.label = label;
            this.path = path;
            this.permission = permission;
        }

        public String label() {
            return label;
        }

        public String path() {
            return path;
        }
    }

    public List<Place> places() {
        return operator == null
                ? List.of()
                : List.of(Place.values()).stream()
                        .filter(each -> operator.may(each.permission))
                        .toList();
    }

    public String version() {
        return Assets.VERSION;
    }

    /** The address of a trace; {@code null} if there is none to show. */
    public String trace(String id) {
        return traceUrl == null || id == null ? null : traceUrl.replace("{traceId}", id);
    }
}
