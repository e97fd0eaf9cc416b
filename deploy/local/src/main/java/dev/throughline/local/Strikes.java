package dev.throughline.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Plans faults at the partner sandbox, booking by booking. Thread safe. */
final class Strikes {

    private static final String RESERVE = "reserve";

    private final String url;
    private final Client client;
    private final ObjectMapper json = new ObjectMapper();
    private final Set<String> over = new HashSet<>();
    private final AtomicInteger planned = new AtomicInteger();

    Strikes(Place place, Client client) {
        this.url = place.sandbox() + "/sandbox/faults";
        this.client = client;
    }

    /** What is to go wrong with a reservation strikes the next request to its partner: its reference is not known yet. */
    void beforeBooking(FaultPlan plan) throws Exception {
        var more = json.createArrayNode();
        for (var strike : plan.strikes()) {
            if (strike.operation().equals(RESERVE)) {
                strike.addTo(more, "partner", plan.partner());
            }
        }
        add(more);
    }

    void afterBooking(FaultPlan plan, String reference) throws Exception {
        var more = json.createArrayNode();
        for (var strike : plan.strikes()) {
            if (!strike.operation().equals(RESERVE)) {
                strike.addTo(more, "reference", reference);
            }
        }
        add(more);
    }

    /** What has not struck a booking when it is done with will not any more. */
    synchronized void end(String reference) {
        over.add(reference);
    }

    // One that strikes between the look and the change strikes once more; that is as good.
    private synchronized void add(ArrayNode more) throws Exception {
        if (more.isEmpty()) {
            return;
        }
        planned.addAndGet(more.size());
        var plan = json.createArrayNode();
        for (var left : client.get(url)) {
            if (!over.contains(left.path("reference").asText())) {
                plan.add(left);
            }
        }
        over.clear();
        plan.addAll(more);
        client.put(url, plan);
    }

    synchronized void clear() throws Exception {
        client.put(url, json.createArrayNode());
    }

    int planned() {
        return planned.get();
    }
}
