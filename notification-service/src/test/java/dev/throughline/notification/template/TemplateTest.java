package dev.throughline.notification.template;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.Ids;
import dev.throughline.notification.Bus;
import dev.throughline.notification.MailParts;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(PartsResource.class)
@QuarkusTestResource(MailParts.class)
class TemplateTest {

    private static final String HTML = "<html lang=\"{mail.language}\"><body><h1>Hi {mail.name}</h1></body></html>";

    GreenMail mails;

    @Inject
    Bus bus;

    @Inject
    Pool pool;

    @Inject
    MailTemplates templates;

    @Inject
    Samples samples;

    static Stream<MailTemplates.Version> versions() {
        return MailTemplates.NAMES.stream().map(name -> new MailTemplates.Version(name, 1, null));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyTemplateIsThereInEveryLanguageWhateverIsKnown(MailTemplates.Version version) {
        for (var locale : Locales.ALL) {
            for (var facts : List.of(samples.full(), samples.empty())) {
                var mail = templates.render(version, locale, facts, samples.setting("acme"));
                assertTrue(mail.html().contains("<html lang=\"" + locale + "\">"), mail.html());
                assertTrue(mail.subject().length() > 10, mail.subject());
                for (var each : List.of(mail.subject(), mail.text(), mail.html())) {
                    assertFalse(each.contains("null") || each.contains("NOT_FOUND") || each.contains("{"), each);
                }
                assertFalse(mail.text().contains("\n\n\n"), mail.text());
            }
        }
    }

    @Test
    void theTemplatesAreListedAndShown() {
        as("operator", "acme")
                .get("/templates")
                .then()
                .statusCode(200)
                .body("items", hasSize(5))
                .body("items.name", hasItem("booking-confirmed"));
        as("operator", "acme")
                .body(Map.of("locale", "de-CH"))
                .post("/templates/document-stored/preview")
                .then()
                .statusCode(200)
                .body("locale", equalTo("de"))
                .body("version", equalTo(1))
                .body("subject", equalTo("Der Bericht zu Ihrem Termin am Dienstag, 24. Dezember 2030 ist fertig"))
                .body("html", containsString("Bericht öffnen"));
        as("operator", "acme")
                .body(Map.of("locale", "en"))
                .post("/templates/spam/preview")
                .then()
                .statusCode(404);
        as("operator", "acme")
                .body(Map.of("locale", "en", "version", 7))
                .post("/templates/document-stored/preview")
                .then()
                .statusCode(404);
        as("customer", "acme").get("/templates").then().statusCode(403);
    }

    @Test
    void aPublishedVersionIsUsedByTheTenantFromThenOn() throws Exception {
        var booking = Ids.next();
        publish("operator", "booking-rejected", draft("Sorry, {mail.name}")).statusCode(403);
        publish("supervisor", "booking-rejected", draft("Sorry, {mail.name}"))
                .statusCode(201)
                .body("version", equalTo(1001))
                .body("publishedBy", equalTo("op"));
        publish("supervisor", "booking-rejected", draft("Very sorry, {mail.name}"))
                .statusCode(201)
                .body("version", equalTo(1002));

        bus.listen();
        bus.tell(bus.booking("booking.rejected", booking, 3, "ana@" + booking + ".example", "fr"));
        bus.tell(bus.booking("booking.rejected", booking, 3, "bob@" + booking + ".example", "en")
                .of("globex"));

        assertEquals("Very sorry, Ana Dvořák", subject("ana@" + booking + ".example"));
        assertEquals(
                "Your visit on Tuesday, December 24, 2030 could not be confirmed",
                subject("bob@" + booking + ".example"));
        as("operator", "acme")
                .get("/notifications?booking=" + booking)
                .then()
                .body("items.templateVersion", contains(1002))
                .body("items.locale", contains("fr"));
        as("operator", "acme")
                .get("/templates")
                .then()
                .body("items.find { it.name == 'booking-rejected' }.current", equalTo(1002))
                .body("items.find { it.name == 'booking-rejected' }.versions.version", contains(1002, 1001, 1));
        as("operator", "globex").get("/templates").then().body("items.current", everyItem(equalTo(1)));
        as("supervisor", "acme")
                .get("/audit?subject=template/booking-rejected")
                .then()
                .body("items[0].action", equalTo("template:publish"))
                .body("items[0].detail.version", equalTo(1002));
    }

    @Test
    void whoPublishesOftenSeesTheNewestVersionsOfEachTemplate() throws Exception {
        try (var owner = PartsResource.connectAsOwner();
                var statement = owner.createStatement()) {
            statement.execute("""
                    insert into published_template (id, tenant, name, version, locale, subject, text, html, reason, published_by,
                                                    published_at)
                    select gen_random_uuid(), 'busy', name, 1000 + n, locale, 's', 't', 'h', 'why ' || n, 'op', now()
                    from (values ('booking-confirmed', 60), ('document-stored', 2)) named (name, count),
                         generate_series(1, count) n, unnest(array['en', 'de', 'fr']) locale
                    """);
        }

        var listed = as("operator", "busy").get("/templates").then().statusCode(200);

        listed.body("items.find { it.name == 'booking-confirmed' }.current", equalTo(1060))
                .body("items.find { it.name == 'booking-confirmed' }.versions", hasSize(51))
                .body("items.find { it.name == 'booking-confirmed' }.versions[0].reason", equalTo("why 60"))
                .body("items.find { it.name == 'booking-confirmed' }.versions[49].version", equalTo(1011))
                .body("items.find { it.name == 'booking-confirmed' }.versions[50].version", equalTo(1))
                .body("items.find { it.name == 'document-stored' }.versions.version", contains(1002, 1001, 1))
                .body("items.find { it.name == 'booking-rejected' }.versions.version", contains(1));
    }

    @Test
    void aSoundDraftIsShown() {
        var subject = "Hello{#if mail.name}, {mail.name}{#else} you{/if}";
        as("operator", "acme")
                .body(Map.of("locale", "en", "draft", draft(subject)))
                .post("/templates/booking-cancelled/preview")
                .then()
                .statusCode(200)
                .body("subject", equalTo("Hello, Ana Dvořák"))
                .body("html", containsString("<html lang=\"en\">"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{config:property('throughline.jwt.publickey')}",
                "{inject:pool}",
                "{cdi:pool}",
                "{mail.class}",
                "{mail.name.getClass}",
                "{mail.name.raw}",
                "{#for i in 1000000000}x{/for}",
                "{#include mail/v1/layout.html /}",
                "{#eval '1' /}",
                "{mail.nosuch}",
                "{#if mail.name}unclosed",
                "{#if mail.minutes > 30}long{/if}",
            })
    void aDraftReachesNothingButTheMail(String subject) {
        publish("supervisor", "booking-cancelled", draft(subject)).statusCode(400);
        as("operator", "acme")
                .body(Map.of("locale", "en", "draft", draft(subject)))
                .post("/templates/booking-cancelled/preview")
                .then()
                .statusCode(400)
                .body("violations", hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html lang='en'><img src=\"https://tracker.example/x.png\"></html>",
                "<html lang='en'><body style='background:url(//tracker.example/x.png)'></html>",
                "<html lang='en'><script>alert(1)</script></html>",
                "<html><body>no language</body></html>",
            })
    void aDraftLoadsNothingAndSaysItsLanguage(String html) {
        as("operator", "acme")
                .body(Map.of("locale", "en", "draft", Map.of("subject", "s", "text", "t", "html", html)))
                .post("/templates/booking-cancelled/preview")
                .then()
                .statusCode(400)
                .body("violations[0].field", equalTo("draft.html"));
    }

    @Test
    void theDatabaseItselfKeepsAVersionAsItIs() {
        for (var change : List.of("update published_template set text = 'x'", "delete from published_template")) {
            var refused = assertThrows(
                    PgException.class,
                    () -> pool.query(change).execute().await().atMost(ofSeconds(60)));
            assertEquals("42501", refused.getSqlState());
        }
    }

    private String subject(String address) throws Exception {
        var mail = await().atMost(ofSeconds(60))
                .until(
                        () -> Stream.of(mails.getReceivedMessages())
                                .filter(each -> isTo(each, address))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
        return mail.getSubject();
    }

    private static boolean isTo(jakarta.mail.internet.MimeMessage mail, String address) {
        try {
            return mail.getAllRecipients()[0].toString().equals(address);
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> draft(String subject) {
        return Map.of("subject", subject, "text", "Hi {mail.name}", "html", HTML);
    }

    private static io.restassured.response.ValidatableResponse publish(
            String group, String name, Map<String, String> draft) {
        return as(group, "acme")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body(Map.of("reason", "kinder words", "locales", Map.of("en", draft, "de", draft, "fr", draft)))
                .post("/templates/" + name + "/versions")
                .then();
    }

    private static RequestSpecification as(String group, String tenant) {
        return given().header("Authorization", Tokens.bearer(group, tenant, "op"))
                .contentType("application/json");
    }
}
