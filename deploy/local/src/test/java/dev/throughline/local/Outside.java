package dev.throughline.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one case has left behind, at the partner, in the mail box and in the document store. */
final class Outside {

    private final TestStack stack;
    private final CrashCase crash;

    Outside(TestStack stack, CrashCase crash) {
        this.stack = stack;
        this.crash = crash;
    }

    /** The reference under which a booking has its reservation when it has moved once. */
    static String moved(String booking) {
        return booking + "-r1";
    }

    /** Every reservation ever made under a reference. */
    JsonNode reservations(String reference) throws Exception {
        return stack.sandbox("GET", "/sandbox/reservations?reference=" + reference, null);
    }

    List<String> live(String reference) throws Exception {
        var live = new ArrayList<String>();
        for (var reservation : reservations(reference)) {
            if (reservation.path("live").asBoolean()) {
                live.add(reservation.path("id").asText());
            }
        }
        return live;
    }

    /** The subjects of the mails that have arrived. */
    List<String> mails() throws Exception {
        var subjects = new ArrayList<String>();
        var newest = stack.send("GET", stack.place.url(Place.MAIL) + "/messages?limit=300", null, null, Map.of());
        for (var mail : newest.json()) {
            if (mail.path("to").toString().contains(crash.recipient())) {
                subjects.add(mail.path("subject").asText());
            }
        }
        return subjects;
    }

    /** How often it is on record that the partner was found to have cancelled without telling. */
    long drifts() throws SQLException {
        return count(
                Place.BOOKING, "partner_attempt", "operation = 'find' and detail like '%of which it had not told us%'");
    }

    long contents() throws SQLException {
        return count(Place.DOCUMENT, "content");
    }

    long openJobs() throws SQLException {
        var open = 0L;
        for (var service : List.of(Place.BOOKING, Place.NOTIFICATION, Place.DOCUMENT)) {
            open += count(service, "job", "state in ('queued', 'running', 'failed')");
        }
        return open;
    }

    long unappliedCallbacks() throws SQLException {
        return count(Place.BOOKING, "partner_callback", "applied_at is null");
    }

    private long count(String service, String table) throws SQLException {
        return count(service, table, "true");
    }

    private long count(String service, String table, String condition) throws SQLException {
        try (var database = stack.database(service);
                var statement = database.createStatement();
                var rows = statement.executeQuery("select count(*) from %s where tenant = '%s' and %s"
                        .formatted(table, crash.tenant, condition))) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
