package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A sample day from the request to the end: quotes, books and follows every line of the file, lets operators check in and
 * complete the visits and customers cancel, and compares how it ended with what the file names, in every service and in the
 * partners' own ledger. Run again, every request is recognised as a replay and nothing happens twice.
 */
final class SampleDay {

    private static final int AT_ONCE = 8;
    private static final int IN_FULL = 5;

    private final Home home;
    private final Place place;
    private final Client client;
    private final DayOfVisit dayOfVisit;
    private final DayComparison comparison;
    private final ObjectMapper json = new ObjectMapper();

    SampleDay(Home home, Place place, Tokens tokens) {
        this.home = home;
        this.place = place;
        this.client = new Client(tokens.token("customer", "acme", "sample-day"));
        var operator = new Client(tokens.token("operator", "acme", "operator-1"));
        this.dayOfVisit = new DayOfVisit(client, operator);
        this.comparison = new DayComparison(place, operator);
    }

    /** How one line went. */
    record Line(
            JsonNode asked,
            String price,
            JsonNode booking,
            JsonNode attempts,
            boolean replayed,
            List<String> differences) {

        String name() {
            return asked.path("line").asText();
        }

        String id() {
            return booking.path("id").asText();
        }
    }

    /** Runs the day; answers whether everything is as expected. */
    boolean run() throws Exception {
        var begun = System.nanoTime();
        var asked = read();
        System.out.printf("%nThe sample day: %d bookings%n", asked.size());
        var lines = inParallel(asked, this::book);
        var seconds = (System.nanoTime() - begun) / 1e9;
        Timelines.print(lines, IN_FULL);
        inParallel(lines, this::compare);
        comparison.compareMails(lines);
        var ledger = new PartnerLedger(client.get(place.sandbox() + "/sandbox/reservations"));
        lines.forEach(line -> comparison.holds(line.booking().path("status").asText(), ledger.compare(line)));
        comparison.print();
        return summary(lines, seconds);
    }

    private List<JsonNode> read() throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(home.root().resolve("deploy/local/sample-day.jsonl"))) {
            lines.add(json.readTree(line));
        }
        return lines;
    }

    /** Something that is done with one line. */
    private interface Step<T, R> {
        R with(T line) throws Exception;
    }

    private static <T, R> List<R> inParallel(List<T> lines, Step<T, R> step) throws Exception {
        var workers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            var going = new ArrayList<Future<R>>();
            lines.forEach(line -> going.add(workers.submit(() -> step.with(line))));
            var done = new ArrayList<R>();
            for (var future : going) {
                done.add(future.get());
            }
            return done;
        } finally {
            workers.shutdownNow();
        }
    }

    private Line compare(Line line) throws Exception {
        comparison.compare(line);
        return line;
    }

    private Line book(JsonNode line) throws Exception {
        var base = place.booking();
        var name = line.path("line").asText();
        var quote = client.post(
                base + "/quotes",
                "sample-day-quote-" + name,
                only(line, "service", "partner", "start", "durationMinutes", "discountCode"));
        var request =
                json.createObjectNode().put("quote", quote.body().path("id").asText());
        request.set("customer", line.path("customer"));
        if (line.has("notes")) {
            request.set("notes", line.path("notes"));
        }
        var accepted = client.post(base + "/bookings", "sample-day-" + name, request);
        var url = base + "/bookings/" + accepted.body().path("id").asText();
        client.until(url, found -> !found.path("status").asText().equals("pending"));
        var booking = dayOfVisit.follow(line, url);
        var attempts = client.get(url + "/attempts").path("items");
        var price = quote.body().path("price").path("amount").asText();
        return new Line(
                line,
                price,
                booking,
                attempts,
                quote.replayed() && accepted.replayed(),
                differences(line, price, booking));
    }

    private static List<String> differences(JsonNode line, String price, JsonNode booking) {
        var differences = new ArrayList<String>();
        var expected = line.path("expect");
        if (!price.equals(expected.path("price").asText())) {
            differences.add("price %s, expected %s"
                    .formatted(price, expected.path("price").asText()));
        }
        if (!booking.path("status").asText().equals(expected.path("status").asText())) {
            differences.add("%s, expected %s"
                    .formatted(
                            booking.path("status").asText(),
                            expected.path("status").asText()));
        }
        return differences;
    }

    private JsonNode only(JsonNode line, String... members) {
        var chosen = json.createObjectNode();
        for (var member : members) {
            if (line.has(member)) {
                chosen.set(member, line.get(member));
            }
        }
        return chosen;
    }

    private static boolean summary(List<Line> lines, double seconds) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        lines.forEach(line -> counts.merge(line.booking().path("status").asText(), 1, Integer::sum));
        var replayed = lines.stream().filter(Line::replayed).count();
        System.out.printf("%n%d bookings in %.1f s: %s%n", lines.size(), seconds, counts);
        if (replayed > 0) {
            System.out.printf(
                    "%d of them recognised as a replay of an earlier run: nothing was booked twice%n", replayed);
        }
        var differing =
                lines.stream().filter(line -> !line.differences().isEmpty()).toList();
        differing.forEach(line -> System.out.printf("line %s differs: %s%n", line.name(), line.differences()));
        System.out.println(
                differing.isEmpty()
                        ? "Prices and endings are as the file says, in every service; the partners hold exactly one live reservation for each visit and none for the others."
                        : differing.size() + " lines differ.");
        return differing.isEmpty();
    }
}
