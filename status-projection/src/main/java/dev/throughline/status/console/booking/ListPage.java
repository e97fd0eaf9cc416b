package dev.throughline.status.console.booking;

import dev.throughline.status.console.service.Trouble;
import dev.throughline.status.search.ListItem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The list of bookings.
 *
 * @param next cursor of the next page; {@code null} on the last
 * @param counts how many there are of each choice; empty if the reader may not know
 * @param trouble why there is no list; {@code null} if there is one
 */
public record ListPage(
        Query query,
        List<ListItem> items,
        String next,
        Instant asOf,
        long lagMs,
        String behind,
        Map<String, Long> counts,
        Trouble trouble) {

    private static final List<String> CHOICES = List.of(
            "",
            "pending",
            "confirmed",
            "needs_attention",
            "overdue",
            "cancelling",
            "cancelled",
            "rejected",
            "completed",
            "no_show");

    /**
     * What is asked for.
     *
     * @param state one of the choices; empty for all
     */
    public record Query(String q, String state, String cursor) {

        static Query of(String q, String state, String cursor) {
            return new Query(q == null ? "" : q.strip(), state != null && CHOICES.contains(state) ? state : "", cursor);
        }

        public boolean first() {
            return cursor == null || cursor.isEmpty();
        }

        private String address(String otherState, String otherCursor) {
            var address = new StringBuilder("/console?q=").append(URLEncoder.encode(q, StandardCharsets.UTF_8));
            if (!otherState.isEmpty()) {
                address.append("&state=").append(otherState);
            }
            if (otherCursor != null) {
                address.append("&cursor=").append(URLEncoder.encode(otherCursor, StandardCharsets.UTF_8));
            }
            return address.toString();
        }
    }

    /**
     * A choice of what to list.
     *
     * @param count {@code null} if it is not known
     */
    public record Choice(String state, String path, boolean chosen, Long count) {}

    public List<Choice> choices() {
        return CHOICES.stream()
                .map(state ->
                        new Choice(state, query.address(state, null), state.equals(query.state()), counts.get(state)))
                .toList();
    }

    public String nextPath() {
        return query.address(query.state(), next);
    }

    public String firstPath() {
        return query.address(query.state(), null);
    }
}
