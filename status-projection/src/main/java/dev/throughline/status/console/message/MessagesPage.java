package dev.throughline.status.console.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.kit.time.Ids;
import dev.throughline.status.console.service.Trouble;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of the notification log.
 *
 * @param state which ones; empty for all
 * @param first whether it is the first page
 * @param next cursor of the next page; {@code null} on the last
 * @param resent whether a resend was just accepted
 * @param trouble why there is no list; {@code null} if there is one
 */
public record MessagesPage(
        String state,
        List<Message> items,
        boolean first,
        String next,
        boolean mayResend,
        boolean resent,
        Trouble trouble) {

    private static final String PATH = "/console/notifications";

    /** What can be chosen; those that want a person come first. */
    static final List<String> CHOICES =
            List.of("", "unknown", "dead_letter", "rejected", "queued", "sending", "sent", "suppressed");

    /** A choice of what to list. */
    public record Choice(String state, String path, boolean chosen) {}

    static MessagesPage of(String state, boolean first, JsonNode page, boolean mayResend, boolean resent) {
        var items = new ArrayList<Message>();
        page.path("items").forEach(each -> items.add(Message.of(each, Ids.next().toString())));
        return new MessagesPage(state, items, first, page.path("next").asText(null), mayResend, resent, null);
    }

    static MessagesPage one(Message message, boolean mayResend) {
        return new MessagesPage("", List.of(message), false, null, mayResend, false, null);
    }

    static MessagesPage none(String state, Trouble trouble) {
        return new MessagesPage(state, List.of(), true, null, false, false, trouble);
    }

    public List<Choice> choices() {
        return CHOICES.stream()
                .map(each -> new Choice(each, address(each), each.equals(state)))
                .toList();
    }

    private static String address(String state) {
        return state.isEmpty() ? PATH : PATH + "?state=" + state;
    }

    public String firstPath() {
        return address(state);
    }

    public String nextPath() {
        return "%s?state=%s&cursor=%s".formatted(PATH, state, URLEncoder.encode(next, StandardCharsets.UTF_8));
    }
}
