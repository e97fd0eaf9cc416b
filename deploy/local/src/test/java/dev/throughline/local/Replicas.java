package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.parts.Ports;
import dev.throughline.parts.TestParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Two replicas of booking-service on one database and one virtual host, beside a partner of their own. */
final class Replicas implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long READY_SECONDS = 240;

    final String virtualHost = TestParts.virtualHost();
    private final Home home;
    private final Secrets secrets;
    private final Register register;
    private final Place place = Place.free();
    private final List<Supervisor> running = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();

    /** One of the two. */
    record Replica(Supervisor supervisor, String url) {

        /** Kills it with SIGKILL; it is started again. */
        void kill() {
            ProcessHandle.of(supervisor.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private Replicas() throws IOException {
        home = TestStack.newHome("replicas");
        secrets = new Secrets(home);
        register = new Register(home);
    }

    /** Starts them, each told {@code more} than it is by itself, and waits until they are ready. */
    static Replicas start(Map<String, String> more) throws IOException {
        var replicas = new Replicas();
        // Programs are not to outlive the tests, however those end.
        Runtime.getRuntime().addShutdownHook(new Thread(replicas::close));
        var java = Java.newest();
        var database = TestParts.database("replicas");
        replicas.launch(java, replicas.programs(replicas.place).sandbox());
        for (var number = 1; number <= 2; number++) {
            var at = number == 1 ? replicas.place : replicas.elsewhere();
            var program =
                    replicas.programs(at).service(Place.BOOKING, database, TestParts.rabbit(), replicas.virtualHost);
            var environment = new LinkedHashMap<>(program.environment());
            environment.putAll(more);
            var named = new Program(program.name() + "-" + number, program.module(), program.port(), environment);
            replicas.replicas.add(new Replica(replicas.launch(java, named), at.booking()));
        }
        replicas.running.forEach(supervisor -> supervisor.awaitReady(READY_SECONDS));
        return replicas;
    }

    private Place elsewhere() {
        var ports = new LinkedHashMap<>(place.ports());
        ports.put(Place.BOOKING, Ports.free());
        return new Place(ports);
    }

    private Programs programs(Place at) {
        return new Programs(home, secrets, at, Optional.empty());
    }

    private Supervisor launch(Java java, Program program) throws IOException {
        var supervisor = new Supervisor(home, program, java, register);
        running.add(supervisor);
        supervisor.start();
        return supervisor;
    }

    Replica one() {
        return replicas.get(0);
    }

    Replica other() {
        return replicas.get(1);
    }

    List<Replica> both() {
        return replicas;
    }

    Client client(String group, String tenant) {
        return new Client(new Tokens(secrets.privateKey()).token(group, tenant, group + "-1"));
    }

    /** Books at one of the two; answers the booking. */
    String book(Replica at, Client customer, String partner) throws Exception {
        return customer.post(at.url() + "/bookings", newKey(), placement(at, customer, partner))
                .body()
                .path("id")
                .asText();
    }

    /** What is to be posted for a booking. */
    JsonNode placement(Replica at, Client customer, String partner) throws Exception {
        var wanted = object().put("service", "CONSULT").put("partner", partner).put("start", "2030-12-23T09:00:00Z");
        var quote = customer.post(at.url() + "/quotes", newKey(), wanted).body();
        var placement = object().put("quote", quote.path("id").asText());
        placement.putObject("customer").put("name", "Ana Dvořák").put("email", "ana@example.com");
        return placement;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static String newKey() {
        return UUID.randomUUID().toString();
    }

    /** Waits until the booking has the status, as one of the two tells it. */
    static void awaitStatus(Replica at, Client customer, String booking, String status) throws Exception {
        var found = customer.until(
                at.url() + "/bookings/" + booking,
                read -> read.path("status").asText().equals(status));
        if (!found.path("status").asText().equals(status)) {
            throw new AssertionError("Not " + status + ": " + found);
        }
    }

    /** What goes wrong at the partner from now on, whenever it is asked for one of the operations. */
    void fault(String partner, String fault, long delayMillis, String... operations) throws Exception {
        var faults = JSON.createArrayNode();
        for (var operation : operations) {
            faults.addObject()
                    .put("operation", operation)
                    .put("fault", fault)
                    .put("times", 10_000)
                    .put("delayMs", delayMillis)
                    .put("partner", partner);
        }
        partner().put(place.sandbox() + "/sandbox/faults", faults);
    }

    void noFaults() throws Exception {
        partner().put(place.sandbox() + "/sandbox/faults", JSON.createArrayNode());
    }

    /** Every request to the partner, in order. */
    List<JsonNode> requests(String partner) throws Exception {
        var found = new ArrayList<JsonNode>();
        partner().get(place.sandbox() + "/sandbox/requests").forEach(found::add);
        return found.stream()
                .filter(request -> request.path("partner").asText().equals(partner))
                .toList();
    }

    /** Every reservation that the partner ever made under the reference. */
    JsonNode reservations(String reference) throws Exception {
        return partner().get(place.sandbox() + "/sandbox/reservations?reference=" + reference);
    }

    private Client partner() {
        return client("service", "acme");
    }

    /** The value of one metric of a replica; 0 while it does not tell. */
    double metric(Replica of, String name) throws Exception {
        var all = new String(partner().bytes(of.url() + "/q/metrics"), StandardCharsets.UTF_8);
        return all.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public synchronized void close() {
        running.forEach(Supervisor::stop);
        running.clear();
    }
}
