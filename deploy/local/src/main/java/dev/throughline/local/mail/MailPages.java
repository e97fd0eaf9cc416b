package dev.throughline.local.mail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /} a page of the newest mails; {@code /messages} all of them as a JSON array, the newest first ({@code limit}, 1000 by
 * default); {@code /messages/ids} the Message-ID of each; {@code /messages/{id}} one as JSON, and below it {@code /html},
 * {@code /text} and {@code /raw}.
 */
final class MailPages implements HttpHandler {

    private static final int ON_THE_PAGE = 200;
    private static final int LISTED = 1000;
    private static final Pattern ONE = Pattern.compile("/messages/([0-9]{12})(/html|/text|/raw)?");
    private static final Pattern LIMIT = Pattern.compile("(?:^|&)limit=([0-9]{1,5})(?:&|$)");
    // A mail is somebody else's HTML: it runs nothing and loads nothing.
    private static final String NOTHING_BUT_STYLE =
            "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private final MailBox box;
    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    MailPages(MailBox box) {
        this.box = box;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                answer(exchange, 405, "text/plain", "Only GET is known here.\n");
                return;
            }
            answer(exchange);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var one = ONE.matcher(path);
        if (path.equals("/")) {
            answer(exchange, 200, "text/html", MailPage.of(box.newest(ON_THE_PAGE)));
        } else if (path.equals("/messages")) {
            answer(exchange, 200, "application/json", json.writeValueAsString(box.newest(limit(exchange))));
        } else if (path.equals("/messages/ids")) {
            ids(exchange);
        } else if (one.matches()) {
            one(exchange, one);
        } else {
            answer(exchange, 404, "text/plain", "There are / and /messages.\n");
        }
    }

    private void ids(HttpExchange exchange) throws IOException {
        try {
            answer(exchange, 200, "application/json", json.writeValueAsString(box.messageIds()));
        } catch (MessagingException e) {
            answer(exchange, 500, "text/plain", "A mail cannot be read.\n");
        }
    }

    private static int limit(HttpExchange exchange) {
        var query = exchange.getRequestURI().getQuery();
        var limit = LIMIT.matcher(query == null ? "" : query);
        return limit.find() ? Integer.parseInt(limit.group(1)) : LISTED;
    }

    private void one(HttpExchange exchange, Matcher asked) throws IOException {
        var found = box.find(asked.group(1));
        if (found.isEmpty()) {
            answer(exchange, 404, "text/plain", "There is no such mail.\n");
            return;
        }
        var mail = found.get();
        var part = asked.group(2) == null ? "" : asked.group(2);
        switch (part) {
            case "/html" -> answer(exchange, 200, "text/html", orEmpty(mail.html()));
            case "/text" -> answer(exchange, 200, "text/plain", orEmpty(mail.text()));
            case "/raw" ->
                answer(
                        exchange,
                        200,
                        "text/plain",
                        new String(box.raw(mail.id()).orElseThrow(), StandardCharsets.UTF_8));
            default -> answer(exchange, 200, "application/json", json.writeValueAsString(mail));
        }
    }

    private static void answer(HttpExchange exchange, int status, String mediaType, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", mediaType + "; charset=utf-8");
        headers.set("Content-Security-Policy", NOTHING_BUT_STYLE);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
