package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Takes a confirmed booking to the end that its line of the sample day names: the visit takes place, or is called off. */
final class DayOfVisit {

    private final Client customer;
    private final Client operator;
    private final ObjectMapper json = new ObjectMapper();

    DayOfVisit(Client customer, Client operator) {
        this.customer = customer;
        this.operator = operator;
    }

    /** Answers the booking as it is afterwards. The second time all of it is a replay. */
    JsonNode follow(JsonNode line, String url) throws Exception {
        var name = line.path("line").asText();
        var then = line.path("then");
        if (then.has("complete")) {
            operator.post(url + "/check-in", "sample-day-check-in-" + name, json.createObjectNode());
            operator.post(url + "/complete", "sample-day-complete-" + name, then.path("complete"));
            return customer.until(url, booking -> status(booking).equals("completed"));
        }
        if (then.has("cancel")) {
            customer.post(url + "/cancel", "sample-day-cancel-" + name, then.path("cancel"));
            return customer.until(url, booking -> status(booking).equals("cancelled"));
        }
        return customer.get(url);
    }

    private static String status(JsonNode booking) {
        return booking.path("status").asText();
    }
}
