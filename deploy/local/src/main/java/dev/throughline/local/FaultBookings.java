package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Books what a fault run books, as a customer who does not give up, and lets each plan act on its booking. */
final class FaultBookings {

    private static final String REPORT =
            "{\"practitioner\":\"Dr Ana Dvořák\",\"findings\":\"All well.\",\"durationMinutes\":25}";

    private final String base;
    private final String name;
    private final Client customer;
    private final Client operator;
    private final Strikes strikes;
    private final ObjectMapper json = new ObjectMapper();

    /** {@code name}: of the run; it makes the keys of its requests its own. */
    FaultBookings(Place place, String name, Client customer, Client operator, Strikes strikes) {
        this.base = place.booking();
        this.name = name;
        this.customer = customer;
        this.operator = operator;
        this.strikes = strikes;
    }

    /** Carries out {@code plan} and answers the booking's id. */
    String carryOut(FaultPlan plan) throws Exception {
        var key = "%s-%d".formatted(name, plan.number());
        var quote = customer.post(base + "/quotes", key + "-quote", wish(plan))
                .body()
                .path("id")
                .asText();
        strikes.beforeBooking(plan);
        var id = customer.post(base + "/bookings", key, placement(plan, quote))
                .body()
                .path("id")
                .asText();
        strikes.afterBooking(plan, id);
        act(plan, base + "/bookings/" + id, key);
        strikes.end(id);
        return id;
    }

    private ObjectNode wish(FaultPlan plan) {
        return json.createObjectNode()
                .put("service", "CONSULT")
                .put("partner", plan.partner())
                .put("start", plan.start());
    }

    private ObjectNode placement(FaultPlan plan, String quote) {
        var request = json.createObjectNode().put("quote", quote);
        request.putObject("customer").put("name", "Ana Dvořák").put("email", plan.email());
        return request;
    }

    private void act(FaultPlan plan, String url, String key) throws Exception {
        if (plan.act() == FaultPlan.Act.cancel_at_once) {
            cancel(url, key);
        }
        var status = customer.until(url, booking -> !status(booking).equals("pending"));
        if (plan.act() == FaultPlan.Act.cancel) {
            cancel(url, key);
        } else if (status(status).equals("confirmed")) {
            visit(plan, url, key);
        }
        customer.until(url, booking -> !status(booking).equals("cancelling"));
    }

    private void visit(FaultPlan plan, String url, String key) throws Exception {
        if (plan.act() == FaultPlan.Act.complete) {
            attempt(operator, url + "/check-in", key + "-check-in", json.createObjectNode());
            attempt(operator, url + "/complete", key + "-complete", json.readTree(REPORT));
        } else if (plan.act() == FaultPlan.Act.no_show) {
            attempt(operator, url + "/no-show", key + "-no-show", json.createObjectNode());
        }
    }

    private void cancel(String url, String key) throws Exception {
        attempt(
                customer,
                url + "/cancel",
                key + "-cancel",
                json.createObjectNode().put("reason", "Changed my mind."));
    }

    // The booking may have been rejected, or called off by the partner, a moment before.
    private static void attempt(Client client, String url, String key, JsonNode body) throws Exception {
        try {
            client.post(url, key, body);
        } catch (Refused refused) {
            if (!refused.isForNow()) {
                throw refused;
            }
        }
    }

    private static String status(JsonNode booking) {
        return booking.path("status").asText();
    }
}
