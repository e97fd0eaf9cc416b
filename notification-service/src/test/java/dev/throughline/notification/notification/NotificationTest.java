package dev.throughline.notification.notification;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.Ids;
import dev.throughline.notification.Bus;
import dev.throughline.notification.MailParts;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From an event on the exchange to a mail in the customer's mailbox, over TLS. */
@QuarkusTest
@QuarkusTestResource(PartsResource.class)
@QuarkusTestResource(MailParts.class)
class NotificationTest {

    GreenMail mails;

    @Inject
    Bus bus;

    @Inject
    Pool pool;

    private final UUID booking = Ids.next();
    private final String address = "ana-%s@example.com".formatted(booking);

    @BeforeEach
    void hear() {
        bus.listen();
    }

    @ParameterizedTest
    @CsvSource({
        "booking.confirmed, en, en, 'Your visit on Tuesday, December 24, 2030 at 18:00 is confirmed'",
        "booking.confirmed, de-AT, de, 'Ihr Termin am Dienstag, 24. Dezember 2030 um 18:00 Uhr ist bestätigt'",
        "booking.confirmed, fr, fr, 'Votre rendez-vous du mardi 24 décembre 2030 à 18:00 est confirmé'",
        "booking.confirmed, cs, en, 'Your visit on Tuesday, December 24, 2030 at 18:00 is confirmed'",
        "booking.rejected, en, en, 'Your visit on Tuesday, December 24, 2030 could not be confirmed'",
        "booking.cancelled, de, de, 'Ihr Termin am Dienstag, 24. Dezember 2030 ist abgesagt'",
        "booking.rescheduled, fr, fr, 'Votre rendez-vous est déplacé au mardi 24 décembre 2030 à 18:00'",
    })
    void anEventBecomesAMailInTheCustomersLanguage(String type, String locale, String language, String subject)
            throws Exception {
        bus.tell(bus.booking(type, booking, 3, address, locale));

        var mail = awaitMails(1).get(0);
        assertEquals(subject, mail.getSubject());
        assertEquals(language, mail.getHeader("Content-Language", null));
        assertEquals("auto-generated", mail.getHeader("Auto-Submitted", null));
        assertEquals(address, mail.getAllRecipients()[0].toString());
        assertEquals("Throughline <no-reply@throughline.local>", mail.getFrom()[0].toString());

        var id = awaitState("sent");
        get("operator", "/notifications/" + id)
                .body("kind", equalTo(type.replace('.', '-')))
                .body("locale", equalTo(language))
                .body("recipient", equalTo(address))
                .body("channel", equalTo("email"))
                .body("templateVersion", equalTo(1))
                .body("subject", equalTo(subject))
                .body("messageId", equalTo(mail.getMessageID()))
                .body("attempts", hasSize(1))
                .body("attempts[0].outcome", equalTo("succeeded"))
                .body("attempts[0].sent.messageId", equalTo(mail.getMessageID()))
                .body("verdict.decision", equalTo("unsafe"));
        assertEquals("<%s.0@throughline.local>".formatted(id), mail.getMessageID());
    }

    @Test
    void aMailIsPlainTextAndAccessibleHtmlWithoutAnythingRemote() throws Exception {
        bus.tell(bus.booking("booking.confirmed", booking, 3, address, "de"));

        var mail = awaitMails(1).get(0);
        var alternatives = (Multipart) mail.getContent();
        assertTrue(mail.getContentType().startsWith("multipart/alternative"), mail.getContentType());
        var text = (String) alternatives.getBodyPart(0).getContent();
        assertTrue(text.contains("Guten Tag Ana Dvořák,"), text);
        assertTrue(text.contains("Termin: Dienstag, 24. Dezember 2030 um 18:00 Uhr (Mitteleuropäische Zeit)"), text);
        assertTrue(text.contains("Leistung: Allgemeine Beratung"), text);
        assertTrue(text.contains("Preis: 1.105,57\u00a0€"), text);
        var html = html(mail);
        assertTrue(html.contains("<html lang=\"de\">"), html);
        assertTrue(html.contains("<h1"), html);
        assertFalse(html.contains("src=\"http"), html);
    }

    @Test
    void theReportIsASignedLink() throws Exception {
        var told = bus.document(booking, address, "en");
        bus.tell(told);

        var mail = awaitMails(1).get(0);
        assertEquals("The report on your visit on Tuesday, December 24, 2030 is ready", mail.getSubject());
        var url = told.data().path("link").path("url").asText();
        var text = (String) ((Multipart) mail.getContent()).getBodyPart(0).getContent();
        assertTrue(text.contains("Open the report: " + url), text);
        assertTrue(text.contains("Tuesday, January 7, 2031, 12:00"), text);
        assertTrue(html(mail).contains("href=\"" + url.replace("&", "&amp;") + "\""), html(mail));
    }

    @Test
    void aDuplicatedEventIsOneMail() {
        var told = bus.booking("booking.confirmed", booking, 3, address, "en");
        bus.tell(told, 5);
        awaitMails(1);
        bus.tell(told, 2);
        bus.tell(bus.document(booking, address, "en"));

        awaitMails(2);
        list("?booking=" + booking).body("items", hasSize(2));
    }

    @Test
    void whatTheCustomerIsCalledCannotForgeAHeaderOrMarkup() throws Exception {
        var told = bus.booking("booking.confirmed", booking, 3, address, "en");
        ((com.fasterxml.jackson.databind.node.ObjectNode) told.data().path("customer"))
                .put("name", "Eve\r\nBcc: mallory@example.com\r\n\r\n<script>alert(1)</script>{mail.link}");
        bus.tell(told);

        var mail = awaitMails(1).get(0);
        assertEquals(1, mail.getAllRecipients().length);
        assertNull(mail.getHeader("Bcc"));
        assertTrue(html(mail).contains("&lt;script&gt;"), html(mail));
        assertFalse(html(mail).contains("<script>"), html(mail));
        var text = (String) ((Multipart) mail.getContent()).getBodyPart(0).getContent();
        assertTrue(text.contains("Hello Eve Bcc: mallory@example.com <script>alert(1)</script>{mail.link},"), text);
    }

    @ParameterizedTest
    @CsvSource({"'a@b.example\r\nRCPT TO:<mallory@example.com>'", "'a@b.example,mallory@example.com'", "nobody", "''"})
    void whoeverHasNoUsableAddressIsRejectedAndVisible(String unusable) {
        bus.tell(bus.booking("booking.confirmed", booking, 3, unusable, "en"));

        var id = awaitState("rejected");
        var job = get("operator", "/notifications/" + id)
                .body("attempts", empty())
                .body("reason", containsString("address"))
                .body("verdict.decision", equalTo("safe"))
                .extract()
                .<String>path("job");
        get("operator", "/jobs/" + job)
                .body("state", equalTo("dead_letter"))
                .body("subject", equalTo("booking/" + booking));
        requireEnd(id, "notification.rejected.v1", "rejected", "address");
    }

    /** The notification was told of as queued, and then as ended so. */
    private void requireEnd(String id, String type, String state, String why) {
        var told = bus.heard(id, 2);
        assertEquals(
                List.of("notification.queued.v1", type),
                told.stream().map(each -> each.path("type").asText()).toList());
        assertEquals(2, told.get(1).path("sequence").asInt());
        assertEquals(state, told.get(1).path("data").path("state").asText());
        assertTrue(told.get(1).path("data").path("detail").asText().contains(why), told::toString);
        told.forEach(EventSchemas::check);
    }

    @Test
    void aConfirmationThatComesAfterTheCancellationIsSuppressed() {
        bus.tell(bus.booking("booking.cancelled", booking, 6, address, "en"));
        awaitMails(1);
        awaitState("sent");
        bus.tell(bus.booking("booking.confirmed", booking, 3, address, "en"));

        var id = awaitState("suppressed");
        get("operator", "/notifications/" + id)
                .body("kind", equalTo("booking-confirmed"))
                .body("reason", containsString("ended"))
                .body("attempts", empty());
        assertEquals(1, mailsToAna().size());
        requireEnd(id, "notification.suppressed.v1", "suppressed", "ended");
    }

    @Test
    void aCustomerSeesOwnNotificationsAndNobodyElses() {
        bus.tell(bus.booking("booking.confirmed", booking, 3, address, "en"));
        var id = awaitState("sent");
        bus.tell(bus.document(booking, address, "en"));
        awaitMails(2);

        as("customer", "acme", "ana")
                .get("/notifications?booking=" + booking)
                .then()
                .body("items", hasSize(2));
        as("customer", "acme", "ana").get("/notifications/" + id).then().statusCode(200);
        as("customer", "acme", "bob")
                .get("/notifications?booking=" + booking)
                .then()
                .body("items", empty());
        as("customer", "acme", "bob").get("/notifications/" + id).then().statusCode(404);
        as("operator", "globex", "ana").get("/notifications/" + id).then().statusCode(404);
        as("operator", "globex", "ana")
                .get("/notifications?booking=" + booking)
                .then()
                .body("items", empty());
        given().get("/notifications").then().statusCode(401);
    }

    @Test
    void theLogIsFilteredAndPaged() {
        bus.tell(bus.booking("booking.confirmed", booking, 3, address, "en"));
        bus.tell(bus.booking("booking.rescheduled", booking, 4, address, "en"));
        bus.tell(bus.document(booking, address, "en"));
        awaitMails(3);
        await().atMost(ofSeconds(60)).until(() -> states().equals(List.of("sent", "sent", "sent")));

        list("?booking=%s&kind=document-stored".formatted(booking)).body("items.kind", contains("document-stored"));
        list("?recipient=" + address).body("items.booking", everyItem(equalTo(booking.toString())));
        list("?booking=%s&state=queued".formatted(booking)).body("items", empty());
        var next = list("?booking=%s&limit=2".formatted(booking))
                .body("items", hasSize(2))
                .extract()
                .<String>path("next");
        list("?booking=%s&limit=2&cursor=%s".formatted(booking, next))
                .body("items", hasSize(1))
                .body("next", equalTo(null));
        as("operator", "acme", "op").get("/notifications?state=lost").then().statusCode(400);
        as("operator", "acme", "op").get("/notifications?kind=lost").then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recipient", "state", "kind", "booking", "cursor"})
    void whatCannotBeInTheLogIsNotLookedFor(String parameter) {
        as("operator", "acme", "op")
                .queryParam(parameter, "ana\u0000@example.com")
                .get("/notifications")
                .then()
                .statusCode(parameter.equals("booking") ? 404 : 400)
                .body("action", equalTo("fix_request"));
    }

    @Test
    void aRareKindIsFoundByItsIndex() throws Exception {
        try (var owner = PartsResource.connectAsOwner();
                var statement = owner.createStatement()) {
            statement.execute("""
                    insert into notification (id, tenant, booking, kind, channel, recipient, locale, template, template_version,
                        state, version, message_id, facts, source_event, source_sequence, operation_id, job, created_at, updated_at)
                    select gen_random_uuid(), 'many', gen_random_uuid(), 'document-stored', 'email', 'r', 'en', 't', 1, 'queued', 1,
                        'many-' || n, '{}', 'many-' || n, 1, gen_random_uuid(), gen_random_uuid(), now(), now()
                    from generate_series(1, 20000) n
                    """);
            statement.execute("analyze notification");
            try (var rows = statement.executeQuery("explain select id from notification where tenant = 'many'"
                    + " and kind = 'booking-rejected' order by id desc limit 51")) {
                rows.next();
                rows.next();
                assertTrue(rows.getString(1).contains("notification_kind"), rows.getString(1));
            } finally {
                statement.execute("delete from notification where tenant = 'many'");
            }
        }
    }

    @Test
    void aResendIsAnotherMailPermittedReasonedAndAudited() throws Exception {
        bus.tell(bus.booking("booking.confirmed", booking, 3, address, "en"));
        var id = awaitState("sent");
        var path = "/notifications/" + id + "/resend";

        as("customer", "acme", "ana")
                .header("Idempotency-Key", "k")
                .body(Map.of("reason", "x"))
                .post(path)
                .then()
                .statusCode(403);
        as("operator", "acme", "op")
                .body(Map.of("reason", "x"))
                .post(path)
                .then()
                .statusCode(400);
        as("operator", "acme", "op")
                .header("Idempotency-Key", "k")
                .body(Map.of("reason", " "))
                .post(path)
                .then()
                .statusCode(400);
        as("operator", "globex", "op")
                .header("Idempotency-Key", "k")
                .body(Map.of("reason", "x"))
                .post(path)
                .then()
                .statusCode(404);
        var request = as("operator", "acme", "op")
                .header("Idempotency-Key", "k-" + id)
                .body(Map.of("reason", "deleted by mistake"));
        request.post(path)
                .then()
                .statusCode(202)
                .header("Consistency-Token", notNullValue())
                .header("Operation-Id", notNullValue())
                .body("state", equalTo("queued"))
                .body("resends", equalTo(1));
        request.post(path).then().statusCode(202).header("Idempotency-Replayed", "true");

        var two = awaitMails(2);
        assertNotEquals(two.get(0).getMessageID(), two.get(1).getMessageID());
        awaitState("sent");
        get("operator", "/notifications/" + id)
                .body("messageId", equalTo("<%s.1@throughline.local>".formatted(id)))
                .body("attempts", hasSize(2));
        get("supervisor", "/audit?subject=notification/" + id)
                .body("items[0].action", equalTo("notification:resend"))
                .body("items[0].actor", equalTo("op"))
                .body("items[0].reason", equalTo("deleted by mistake"))
                .body("items[0].detail.state", equalTo("sent"));
        assertEquals(2, mailsToAna().size());
    }

    @Test
    void whatIsToldFollowsItsSchemaWithoutAGap() throws Exception {
        bus.tell(bus.booking("booking.confirmed", booking, 3, address, "en"));
        var id = awaitState("sent");

        var heard = bus.heard(id, 2);

        assertEquals(
                List.of("notification.queued.v1", "notification.sent.v1"),
                heard.stream().map(each -> each.path("type").asText()).toList());
        assertEquals(
                List.of(1, 2),
                heard.stream().map(each -> each.path("sequence").asInt()).toList());
        for (var event : heard) {
            assertEquals("acme", event.path("tenant").asText());
            assertEquals(booking.toString(), event.path("data").path("booking").asText());
            EventSchemas.check(event);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"notification", "delivery_attempt"})
    void theDatabaseItselfShowsATenantOnlyItsOwnRows(String table) throws Exception {
        bus.tell(bus.booking("booking.confirmed", booking, 3, address, "en"));
        awaitState("sent");

        try (var owner = PartsResource.connectAsOwner();
                var rows = owner.createStatement().executeQuery("select count(*) from " + table)) {
            rows.next();
            assertTrue(rows.getLong(1) > 0);
        }
        assertEquals(0, seenBy("", table));
        assertEquals(0, seenBy("globex", table));
        assertTrue(seenBy("acme", table) > 0);
    }

    private long seenBy(String tenant, String table) {
        return pool.withTransaction(connection -> connection
                        .preparedQuery("select set_config('throughline.tenant', $1, true)")
                        .execute(Tuple.of(tenant))
                        .chain(() -> connection
                                .query("select count(*) from " + table)
                                .execute())
                        .map(rows -> rows.iterator().next().getLong(0)))
                .await()
                .atMost(ofSeconds(60));
    }

    private List<MimeMessage> mailsToAna() {
        return Stream.of(mails.getReceivedMessages()).filter(this::isToAna).toList();
    }

    private boolean isToAna(MimeMessage mail) {
        try {
            return Stream.of(mail.getAllRecipients())
                    .anyMatch(to -> to.toString().equals(address));
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<MimeMessage> awaitMails(int count) {
        return await().atMost(ofSeconds(60)).until(this::mailsToAna, found -> found.size() >= count);
    }

    /** The id of a notification of the booking in this state. */
    private String awaitState(String state) {
        var found = await().atMost(ofSeconds(60))
                .until(
                        () -> list("?booking=%s&state=%s".formatted(booking, state))
                                .extract()
                                .<List<String>>path("items.id"),
                        ids -> !ids.isEmpty());
        return found.get(0);
    }

    private List<String> states() {
        return list("?booking=" + booking).extract().path("items.state");
    }

    private static ValidatableResponse list(String query) {
        return get("operator", "/notifications" + query);
    }

    private static ValidatableResponse get(String group, String path) {
        return as(group, "acme", "op").get(path).then().statusCode(200);
    }

    private static RequestSpecification as(String group, String tenant, String subject) {
        return given().header("Authorization", Tokens.bearer(group, tenant, subject))
                .contentType("application/json");
    }

    private static String html(MimeMessage mail) throws Exception {
        var related = (Multipart) ((Multipart) mail.getContent()).getBodyPart(1).getContent();
        BodyPart html = related.getBodyPart(0);
        return (String) html.getContent();
    }
}
