package dev.throughline.booking.callback;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A partner as far as these tests need one: {@code harbour} holds what is asked of it, at version 1, and has it when it is
 * looked up; {@code hospital} does so with Appointments of FHIR; {@code meridian} takes requests and never answers.
 */
public class PartnerDesk implements QuarkusTestResourceLifecycleManager {

    static final String OLD_SECRET = "whsec_b2xkLXNlY3JldC1vZi10aGUtcGFydG5lci0wMDAwMDA=";
    static final String NEW_SECRET = "whsec_bmV3LXNlY3JldC1vZi10aGUtcGFydG5lci0wMDAwMDA=";
    static final String REMOVED_SECRET = "whsec_cmVtb3ZlZC1zZWNyZXQtb2YtYS1wYXJ0bmVyLTAwMDA=";
    static final String SUMMITS_SECRET = "whsec_c2VjcmV0LW9mLXRoZS1wYXJ0bmVyLXN1bW1pdC0wMDA=";

    static final String OLD_TOKEN = "the-old-token-of-the-hospital";
    static final String NEW_TOKEN = "the-new-token-of-the-hospital";

    private static final Pattern VALUE = Pattern.compile("\"value\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern REFERENCE = Pattern.compile("\"reference\"\\s*:\\s*\"([^\"]+)\"");
    private HttpServer server;

    /** The id that the reservation with this reference has. */
    static String idOf(String reference) {
        return "R-" + reference;
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/reservations", HttpExchange::close);
        server.createContext("/harbour/reservations", PartnerDesk::hold);
        server.createContext("/hospital/Appointment", PartnerDesk::propose);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        var address = "http://127.0.0.1:" + server.getAddress().getPort();
        return Map.of(
                "throughline.sandbox.url",
                address,
                "throughline.partner.secret",
                OLD_SECRET + "," + NEW_SECRET,
                "throughline.partners.summit.secrets",
                SUMMITS_SECRET,
                "throughline.partners.hospital.connector",
                "fhir",
                "throughline.partners.hospital.url",
                address + "/hospital",
                "throughline.partners.hospital.secrets",
                NEW_TOKEN + "," + OLD_TOKEN,
                "throughline.catalog.services.CONSULT.partners[3]",
                "hospital");
    }

    private static void hold(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var query = exchange.getRequestURI().getQuery();
        if (query != null) {
            answer(exchange, 200, "[" + held(query.substring("reference=".length())) + "]");
            return;
        }
        var reference = REFERENCE.matcher(body);
        if (reference.find()) {
            answer(exchange, 201, held(reference.group(1)));
        } else {
            answer(exchange, 409, "{}");
        }
    }

    private static String held(String reference) {
        return "{\"id\":\"%s\",\"reference\":\"%s\",\"status\":\"held\",\"version\":1,\"updatedAt\":\"2030-01-01T00:00:00Z\"}"
                .formatted(idOf(reference), reference);
    }

    private static void propose(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var query = exchange.getRequestURI().getQuery();
        if (query != null) {
            var reference = query.replaceAll("&.*", "").replaceAll(".*\\|", "");
            answer(exchange, 200, """
                    {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": %s}]}
                    """.formatted(PartnerCalls.appointment(reference, "proposed", 1)));
            return;
        }
        var reference = VALUE.matcher(body);
        if (reference.find()) {
            answer(exchange, 201, PartnerCalls.appointment(reference.group(1), "proposed", 1));
        } else {
            answer(exchange, 422, "{}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
