package dev.throughline.booking.partner;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.throughline.booking.callback.BookingBench;
import dev.throughline.booking.callback.SubscriptionBench;
import dev.throughline.kit.testing.Tokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A HAPI FHIR server that is asked to tell us of our appointments, and does, in whatever order and however often. */
@QuarkusTest
@TestProfile(FhirProfile.class)
class FhirCallbackIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PROCESSES = 6;

    @Inject
    BookingBench bench;

    @Inject
    SubscriptionBench subscriptions;

    @TestHTTPResource("/")
    URI service;

    private static URI reachedBy;
    private static FaultyWay way;

    @BeforeAll
    static void findTheWay() {
        reachedBy = ConfigProvider.getConfig().getValue("throughline.callbacks.public-url", URI.class);
    }

    @BeforeEach
    void subscribe() {
        if (way == null) {
            way = new FaultyWay(service, reachedBy.getPort());
        }
        eventually(() -> assertEquals("active", subscriptions.look("clinic")));
    }

    @AfterEach
    void allGoesWell() {
        way.clear();
    }

    /** The other tests with this server are not to be told of. A server may trip over a Subscription that is gone. */
    @AfterAll
    static void unsubscribe() {
        rewrite(subscription -> subscription.put("status", "off"));
        way.close();
        way = null;
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(assertion);
    }

    private static JsonNode all() {
        var endpoint = URLEncoder.encode(reachedBy + "/partners/clinic/callbacks", StandardCharsets.UTF_8);
        return FhirServer.send("GET", "Subscription?url=" + endpoint, null).path("entry");
    }

    private static JsonNode subscription() {
        assertEquals(1, all().size());
        return all().at("/0/resource");
    }

    private static void rewrite(Consumer<ObjectNode> change) {
        var subscription = (ObjectNode) subscription();
        change.accept(subscription);
        FhirServer.send("PUT", "Subscription/" + subscription.path("id").asText(), subscription.toString());
    }

    /** Runs what is due until the booking is so. */
    private void becomes(String booking, String state) {
        eventually(() -> {
            bench.runDue();
            assertEquals(state, bench.state(booking));
        });
    }

    private String placed() {
        var booking = bench.placed("clinic");
        bench.runDue();
        return booking;
    }

    @Test
    void itIsAskedOnceHoweverManyLookAndHoweverOften() {
        var before = subscription();

        assertEquals("active", subscriptions.look("clinic"));
        subscriptions.lookAtOnce("clinic", PROCESSES);

        assertEquals(before, subscription());
        given().header("Authorization", Tokens.bearer("operator", "acme", "otto"))
                .get("/partners")
                .then()
                .statusCode(200)
                .body("items.find { it.id == 'clinic' }.subscription.state", equalTo("active"))
                .body("items.find { it.id == 'clinic' }.subscription.checkedAt", notNullValue())
                .body("items.find { it.id == 'harbour' }.subscription", equalTo(null));
    }

    @Test
    void whatIsNotAsItShouldBeIsRightedAndWhatOthersWroteIsKept() {
        rewrite(subscription -> {
            subscription.put("reason", "Asked for by the front desk.");
            subscription.withObject("/channel").putArray("header").add("Authorization: Bearer of-the-day-before");
        });

        eventually(() -> assertEquals("active", subscriptions.look("clinic")));

        var righted = subscription();
        assertEquals(
                "Authorization: Bearer " + FhirDesk.SECRET,
                righted.at("/channel/header/0").asText());
        assertEquals("Asked for by the front desk.", righted.path("reason").asText());
    }

    @Test
    void whatThePartnerHasSwitchedOffStaysSoAndIsTold() {
        rewrite(subscription -> subscription.put("status", "off"));

        assertEquals("off", subscriptions.look("clinic"));

        assertEquals("off", subscription().path("status").asText());
        given().header("Authorization", Tokens.bearer("operator", "acme", "otto"))
                .get("/partners")
                .then()
                .body("items.find { it.id == 'clinic' }.subscription.detail", containsString("switched"));
        rewrite(subscription -> subscription.put("status", "requested"));
    }

    @Test
    void theServerTellsOfWhatWeMadeAndOfWhatThePartnerMakesOfIt() {
        var booking = placed();
        var id = FhirServer.appointmentOf(booking);
        eventually(() -> assertEquals(1, bench.callbacks(booking).size()));
        becomes(booking, "pending held " + id + " 1");

        FhirServer.write(id, appointment -> appointment.put("status", "booked"));
        becomes(booking, "confirmed confirmed " + id + " 2");

        FhirServer.write(id, appointment -> appointment.put("status", "cancelled"));
        becomes(booking, "cancelled cancelled " + id + " 3");
    }

    @Test
    void aVisitThatThePartnerMovesIsBroughtToAPerson() {
        var booking = placed();
        var id = FhirServer.appointmentOf(booking);

        FhirServer.write(
                id,
                appointment -> appointment
                        .put("status", "booked")
                        .put("start", "2030-12-23T11:00:00Z")
                        .put("end", "2030-12-23T11:30:00Z"));

        becomes(booking, "confirmed confirmed " + id + " 2");
        eventually(() -> {
            bench.runDue();
            var reason = String.valueOf(bench.booking(booking).getString("attention.reason"));
            assertTrue(reason.contains("2030-12-23T11:00:00Z"), reason);
        });
        assertEquals("2030-12-23T09:00:00Z", bench.booking(booking).getString("start"));
    }

    @Test
    void ofThirtyRapidChangesTheLastOneCounts() {
        var booking = placed();
        var id = FhirServer.appointmentOf(booking);

        IntStream.rangeClosed(2, 30)
                .forEach(version -> FhirServer.write(
                        id,
                        appointment -> appointment
                                .put("status", version % 2 == 0 ? "pending" : "waitlist")
                                .put("comment", "Version " + version)));
        assertEquals(31, FhirServer.write(id, appointment -> appointment.put("status", "booked")));

        becomes(booking, "confirmed confirmed " + id + " 31");
        eventually(() -> assertEquals(31, bench.callbacks(booking).size()));
        bench.runDue();
        assertEquals("confirmed confirmed " + id + " 31", bench.state(booking));
        assertEquals(
                "31",
                bench.rows(
                                "select count(distinct version) from partner_callback where booking = '%s' and applied_at is not null"
                                        .formatted(booking))
                        .get(0));
    }

    @Test
    void whatWasToldWhileWeWereAwayIsToldAgain() {
        var booking = placed();
        var id = FhirServer.appointmentOf(booking);
        eventually(() -> assertEquals(1, bench.callbacks(booking).size()));
        way.strike(passage -> passage.uri().getPath().endsWith(id), FaultyWay.dropBefore());

        FhirServer.write(id, appointment -> appointment.put("status", "booked"));
        eventually(() -> assertTrue(way.struck() >= 3));
        assertEquals(1, bench.callbacks(booking).size());
        way.clear();

        eventually(() -> assertEquals(2, bench.callbacks(booking).size()));
        becomes(booking, "confirmed confirmed " + id + " 2");
    }
}
