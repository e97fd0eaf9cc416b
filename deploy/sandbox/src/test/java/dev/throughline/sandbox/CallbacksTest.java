package dev.throughline.sandbox;

import static dev.throughline.sandbox.CallbackReceiver.about;
import static dev.throughline.sandbox.CallbackReceiver.newsOf;
import static dev.throughline.sandbox.Sandbox.cancel;
import static dev.throughline.sandbox.Sandbox.plan;
import static dev.throughline.sandbox.Sandbox.reserved;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told, when, how often, and in which order. */
@QuarkusTest
@QuarkusTestResource(CallbackReceiver.class)
class CallbacksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String reference = Sandbox.newReference();

    @AfterEach
    void asUsual() {
        CallbackReceiver.refuse(heard -> false);
        RestAssured.delete("/sandbox/faults").then().statusCode(204);
    }

    @Test
    void callbacksAreSignedAfterStandardWebhooks() throws Exception {
        reserved("/harbour", reference);
        awaitNews("held 1", "confirmed 2");

        var webhook = new Webhook(CallbackReceiver.SECRET);
        for (var heard : about(reference)) {
            webhook.verify(heard.body(), heard.headers().map());
            assertThrows(
                    WebhookVerificationException.class,
                    () -> webhook.verify(heard.body() + " ", heard.headers().map()));
            assertEquals("/partners/harbour/callbacks", heard.path());
        }
        assertNotEquals(
                about(reference).get(0).webhookId(), about(reference).get(1).webhookId());
    }

    @Test
    void aCallbackIsRepeatedUnderItsIdUntilItIsHeard() {
        var refusals = new AtomicInteger(3);
        CallbackReceiver.refuse(heard -> isAbout(heard) && refusals.getAndDecrement() > 0);

        reserved("", reference);

        awaitNews("confirmed 1", "confirmed 1", "confirmed 1", "confirmed 1");
        assertEquals(
                1,
                about(reference).stream()
                        .map(CallbackReceiver.Heard::webhookId)
                        .distinct()
                        .count());
    }

    @Test
    void twiceIsTheSameIdTwice() {
        strike("reserve", "callback_twice", 0);
        var id = reserved("", reference);
        awaitNews("confirmed 1", "confirmed 1");
        strike("cancel", "callback_twice", 0);
        cancel("", id);
        awaitNews("confirmed 1", "confirmed 1", "cancelled 2", "cancelled 2");

        var ids =
                about(reference).stream().map(CallbackReceiver.Heard::webhookId).toList();
        assertEquals(ids.get(0), ids.get(1));
        assertEquals(ids.get(2), ids.get(3));
        assertNotEquals(ids.get(0), ids.get(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve", "cancel"})
    void lateIsLaterByTheDelay(String operation) {
        var id = operation.equals("cancel") ? reserved("", reference) : null;
        strike(operation, "callback_late", 900);
        if (id == null) {
            reserved("", reference);
        } else {
            cancel("", id);
        }

        var last = id == null ? "confirmed 1" : "cancelled 2";
        await().atMost(PATIENCE).until(() -> newsOf(reference).contains(last));
        var told = about(reference).stream()
                .filter(heard -> heard.news().equals(last))
                .findFirst()
                .orElseThrow();
        var changed = Instant.parse(told.data().path("updatedAt").asText());
        var wait = Duration.between(changed, told.at());
        assertTrue(wait.compareTo(Duration.ofMillis(900)) >= 0, () -> "came after " + wait);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/harbour"})
    void outOfOrderIsTheNewerFirstHoweverOftenItHasToBeRepeated(String partner) {
        var refusals = new AtomicInteger(6);
        CallbackReceiver.refuse(heard -> isAbout(heard) && refusals.getAndDecrement() > 0);
        strike("reserve", "callback_out_of_order", 0);

        reserved(partner, reference);

        await().atMost(PATIENCE).until(() -> newsOf(reference).contains("held 1"));
        var news = newsOf(reference);
        assertEquals(
                List.of("confirmed 2"), news.subList(0, 7).stream().distinct().toList());
        assertEquals("held 1", news.get(7));
    }

    @Test
    void outOfOrderWithACancellationTellsWhatItWasAfterwards() {
        var id = reserved("", reference);
        awaitNews("confirmed 1");
        strike("cancel", "callback_out_of_order", 0);

        cancel("", id);

        awaitNews("confirmed 1", "cancelled 2", "confirmed 1");
    }

    @Test
    void staleIsAnOldVersionOnceMoreUnderANewId() {
        strike("reserve", "stale_callback", 0);
        var id = reserved("/harbour", reference);
        awaitNews("held 1", "confirmed 2", "held 1");
        strike("cancel", "stale_callback", 0);
        cancel("/harbour", id);
        awaitNews("held 1", "confirmed 2", "held 1", "cancelled 3", "confirmed 2");

        assertEquals(
                5,
                about(reference).stream()
                        .map(CallbackReceiver.Heard::webhookId)
                        .distinct()
                        .count());
    }

    @Test
    void theOnlyVersionIsStaleWhenItHasBeenHeard() {
        strike("reserve", "stale_callback", 0);

        reserved("", reference);

        awaitNews("confirmed 1", "confirmed 1");
        assertNotEquals(
                about(reference).get(0).webhookId(), about(reference).get(1).webhookId());
    }

    @Test
    void bothOfTwoReservationsAreToldOf() {
        strike("reserve", "create_twice", 0);

        reserved("", reference);

        awaitNews("confirmed 1", "confirmed 1");
        assertNotEquals(
                about(reference).get(0).data().path("id"),
                about(reference).get(1).data().path("id"));
    }

    @Test
    void aLookUpIsNotToldOf() {
        reserved("", reference);
        awaitNews("confirmed 1");
        strike("find", "stale_callback", 0);
        RestAssured.given()
                .queryParam("reference", reference)
                .get("/reservations")
                .then()
                .statusCode(200);

        var another = Sandbox.newReference();
        reserved("", another);
        await().atMost(PATIENCE).until(() -> !newsOf(another).isEmpty());

        assertEquals(List.of("confirmed 1"), newsOf(reference));
    }

    private void strike(String operation, String fault, int delayMs) {
        plan(Map.of("operation", operation, "fault", fault, "delayMs", delayMs, "reference", reference));
    }

    private boolean isAbout(CallbackReceiver.Heard heard) {
        return heard.data().path("reference").asText().equals(reference);
    }

    private void awaitNews(String... news) {
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(List.of(news), newsOf(reference)));
    }
}
