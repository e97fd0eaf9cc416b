package dev.throughline.local;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * document-service is killed with SIGKILL while it renders, again and again ({@code -Dthroughline.render.kills=50}), and there is
 * one report of every visit in the end.
 */
class RenderKillIT {

    private static final int KILLS = Integer.getInteger("throughline.render.kills", 8);
    // Fewer than the attempts of a job: what is struck each time it is tried ends with a person, as it should.
    private static final int AT_ONCE = 4;
    private static final String COMPLETE =
            "{\"practitioner\":\"Dr Ana Dvořák\",\"findings\":\"All well.\",\"durationMinutes\":25}";

    @Test
    void aServiceKilledWhileItRendersLeavesOneReportOfEachVisit() throws Exception {
        var stack = TestStack.get();
        var customer = stack.token("customer", "acme", "render-kill");
        var operator = stack.token("operator", "acme", "operator-1");
        var bookings = checkedIn(stack, customer, operator);
        var dishonest = new ArrayList<String>();
        try (var documents = stack.database(Place.DOCUMENT)) {
            var struck = new ArrayList<String>();
            for (var booking : bookings) {
                stack.act(booking, operator, "complete", COMPLETE);
                await().pollDelay(ofMillis(0))
                        .pollInterval(ofMillis(1))
                        .atMost(ofSeconds(90))
                        .until(() -> isBeingRendered(documents, booking));
                stack.kill(Place.DOCUMENT);
                dishonest.addAll(saidStoredWithoutBytes(documents));
                struck.add(booking);
                if (struck.size() == AT_ONCE || booking.equals(bookings.get(bookings.size() - 1))) {
                    for (var each : struck) {
                        assertOneReport(stack, operator, each);
                    }
                    struck.clear();
                }
            }
            assertTrue(interrupted(documents, bookings) > 0, "no kill struck while a report was being rendered");
            assertEquals(List.of(), dishonest);
        }
    }

    private static List<String> checkedIn(TestStack stack, String customer, String operator) throws Exception {
        var bookings = new ArrayList<String>();
        for (var i = 0; i < KILLS; i++) {
            bookings.add(stack.book(customer, "meridian"));
        }
        for (var booking : bookings) {
            stack.awaitStatus(booking, customer, "confirmed");
            stack.act(booking, operator, "check-in", "{}");
        }
        return bookings;
    }

    /** Also true once it is stored: then the kill comes too late for this one, and strikes what follows. */
    private static boolean isBeingRendered(Connection documents, String booking) throws SQLException {
        return count(
                        documents,
                        "state in ('rendering', 'stored') and booking = '%s'".formatted(UUID.fromString(booking)))
                > 0;
    }

    private static List<String> saidStoredWithoutBytes(Connection documents) throws SQLException {
        var missing = count(
                documents,
                "state = 'stored' and not exists (select from content c where c.tenant = d.tenant and c.sha256 = d.sha256)");
        return missing == 0 ? List.of() : List.of(missing + " documents are said to be stored and have no bytes");
    }

    private static long count(Connection documents, String condition) throws SQLException {
        try (var statement = documents.createStatement();
                var rows = statement.executeQuery("select count(*) from document d where " + condition)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Reports that took more than one attempt. */
    private static long interrupted(Connection documents, List<String> bookings) throws SQLException {
        var ids = bookings.stream().map("'booking/%s'"::formatted).toList();
        try (var statement = documents.createStatement();
                var rows = statement.executeQuery("select count(*) from job where attempts > 1 and subject in (%s)"
                        .formatted(String.join(",", ids)))) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void assertOneReport(TestStack stack, String operator, String booking) throws Exception {
        var stored = new AtomicBoolean();
        await().atMost(ofSeconds(120))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    var found = documents(stack, operator, booking);
                    stored.set(found.path(0).path("state").asText().equals("stored"));
                    return stored.get();
                });
        var found = documents(stack, operator, booking);
        assertEquals(1, found.size(), found::toString);
        var hash = found.path(0).path("sha256").asText();
        assertEquals(
                hash, hashOfContent(stack, operator, found.path(0).path("id").asText()));
    }

    private static JsonNode documents(TestStack stack, String operator, String booking) throws Exception {
        return stack.get(Place.DOCUMENT, "/documents?booking=" + booking, operator)
                .path("items");
    }

    private static String hashOfContent(TestStack stack, String operator, String document) throws Exception {
        HttpResponse<byte[]> content =
                stack.bytes(stack.place.url(Place.DOCUMENT) + "/documents/" + document + "/content", operator);
        assertEquals(200, content.statusCode());
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.body()));
    }
}
