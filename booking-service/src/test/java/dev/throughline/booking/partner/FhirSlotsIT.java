package dev.throughline.booking.partner;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.TimeSource;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is free by the Slots of a HAPI FHIR server. */
@QuarkusTest
@TestProfile(FhirProfile.class)
class FhirSlotsIT {

    /** Every test has a day of its own. */
    private static final AtomicInteger DAY = new AtomicInteger();

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Inject
    PartnerChanges changes;

    @Inject
    @All
    List<ConnectorType> types;

    @Inject
    PartnerBreakers breakers;

    @Inject
    TimeSource time;

    private final Instant day = Instant.parse("2031-02-01T00:00:00Z").plus(Duration.ofDays(2L * DAY.getAndIncrement()));

    @BeforeEach
    void openTheOffice() {
        // Whatever was told before is old.
        changes.changed("clinic");
        practitioner("consult");
        practitioner("other");
    }

    private static void practitioner(String id) {
        var practitioner = """
                {"resourceType": "Practitioner", "id": "%s"}""".formatted(id);
        FhirServer.send("PUT", "Practitioner/" + id, practitioner);
    }

    private static String schedule(String practitioner) {
        return FhirServer.send("POST", "Schedule", """
                        {"resourceType": "Schedule", "actor": [{"reference": "Practitioner/%s"}]}""".formatted(practitioner))
                .path("id")
                .asText();
    }

    private String at(String time) {
        return day.toString().replace("T00:00:00Z", "T" + time + ":00Z");
    }

    private String slot(String schedule, String status, String from, String to) {
        return FhirServer.send("POST", "Slot", """
                        {"resourceType": "Slot", "schedule": {"reference": "Schedule/%s"}, "status": "%s", "start": "%s", "end": "%s",
                         "serviceType": [{"coding": [{"system": "urn:example:services", "code": "PHYSIO"}]}]}
                        """.formatted(schedule, status, at(from), at(to)))
                .path("id")
                .asText();
    }

    private ValidatableResponse ask(String service) {
        return given().header("Authorization", Tokens.bearer("customer", "acme", "ana"))
                .queryParams("service", service, "partner", "clinic", "from", at("00:00"), "to", at("23:59"))
                .get("/availability")
                .then()
                .statusCode(200);
    }

    @Test
    void theFreeSlotsOfTheActorAreToldWithTheirAge() {
        var own = schedule("consult");
        slot(own, "free", "09:00", "09:30");
        slot(own, "busy", "09:30", "10:00");
        slot(own, "free", "10:00", "10:30");
        slot(own, "busy-tentative", "10:30", "11:00");
        slot(schedule("other"), "free", "12:00", "12:30");

        ask("CONSULT")
                .body("told", equalTo(true))
                .body("slots.start", equalTo(List.of(at("09:00"), at("10:00"))))
                .body("slots.free", equalTo(List.of(1, 1)))
                .body("asOf", notNullValue())
                .body("freshness.stale", equalTo(false));
    }

    @Test
    void severalSchedulesAreSeveralPlacesAndOneIsNotCountedTwice() {
        for (var n = 0; n < 2; n++) {
            slot(schedule("consult"), "free", "09:00", "09:30");
        }
        var third = schedule("consult");
        slot(third, "free", "09:00", "09:30");
        slot(third, "free", "09:00", "09:45");

        ask("CONSULT").body("slots.start", equalTo(List.of(at("09:00")))).body("slots.free", equalTo(List.of(3)));
    }

    @Test
    void aStartIsFreeOnlyIfTheWholeVisitFitsIn() {
        var own = schedule("consult");
        slot(own, "free", "09:00", "09:15");
        slot(own, "free", "09:15", "09:30");
        slot(own, "free", "09:30", "09:45");
        slot(own, "free", "10:00", "10:15");
        slot(own, "free", "23:45", "23:59");

        ask("CONSULT").body("slots.start", equalTo(List.of(at("09:00"), at("09:15"))));
    }

    @Test
    void slotsAreFoundByTheirServiceTypeAsWell() {
        slot(schedule("other"), "free", "09:00", "09:45");

        ask("PHYSIO").body("slots.start", equalTo(List.of(at("09:00"))));
        ask("CONSULT").body("told", equalTo(true)).body("slots", empty());
    }

    @Test
    void ofAServiceWithoutSlotsNothingIsTold() {
        ask("DERMA").body("told", equalTo(false)).body("slots", empty());
    }

    @Test
    void anAppointmentThatIsTakenAwayIsSeenByTheNextWhoLooks() {
        var own = schedule("consult");
        var id = slot(own, "free", "09:00", "09:30");
        ask("CONSULT").body("slots", hasSize(1));

        FhirServer.send("PUT", "Slot/" + id, """
                {"resourceType": "Slot", "id": "%s", "schedule": {"reference": "Schedule/%s"}, "status": "busy", "start": "%s",
                 "end": "%s"}""".formatted(id, own, at("09:00"), at("09:30")));
        changes.changed("clinic");

        ask("CONSULT").body("slots", empty());
    }

    private static String page(String next, String... slots) {
        var link = next == null ? "" : """
                , "link": [{"relation": "next", "url": "%s"}]""".formatted(next);
        return """
                {"resourceType": "Bundle", "type": "searchset", "entry": [%s]%s}""".formatted(String.join(",", slots), link);
    }

    private static String entry(String start, String end) {
        return """
                {"resource": {"resourceType": "Slot", "status": "free", "start": "%s", "end": "%s",
                 "schedule": {"reference": "Schedule/1"}}}""".formatted(start, end);
    }

    private PartnerAnswer asked(FaultyWay way) {
        var settings = new SmallRyeConfigBuilder()
                .withMapping(PartnerSettings.class)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "throughline.partners.office.connector", "fhir",
                                "throughline.partners.office.url", way.uri().toString(),
                                "throughline.partners.office.fhir.slots.CONSULT.schedule", "Schedule/1"),
                        "the partner of this test",
                        100))
                .build()
                .getConfigMapping(PartnerSettings.class);
        return new Partners(settings, types, breakers, time)
                .named("office")
                .connector()
                .availability("CONSULT", day, day.plus(Duration.ofDays(1)))
                .await()
                .atMost(LIMIT);
    }

    @Test
    void pagesAreFollowedToTheLastAndASlotMayGoOnOnTheNext() {
        try (var way = new FaultyWay(FhirServer.uri())) {
            way.strike(
                    passage -> true,
                    (on, passage) -> (passage.uri().toString().contains("page=2")
                                    ? FaultyWay.answerBefore(200, page(null, entry(at("09:15"), at("09:30"))))
                                    : FaultyWay.answerBefore(200, page("?page=2", entry(at("09:00"), at("09:15")))))
                            .strike(on, passage));

            var free = assertInstanceOf(PartnerAnswer.Free.class, asked(way));

            assertEquals(List.of(new Slot(Instant.parse(at("09:00")), 1)), free.slots());
            assertEquals(2, way.struck());
        }
    }

    @Test
    void moreThanCanBeReadIsNotToldInPart() {
        try (var way = new FaultyWay(FhirServer.uri())) {
            way.strike(
                    passage -> true, FaultyWay.answerBefore(200, page("?page=next", entry(at("09:00"), at("09:30")))));

            assertInstanceOf(PartnerAnswer.Refused.class, asked(way));

            assertEquals(25, way.struck());
        }
    }

    @Test
    void whatIsNoSlotIsNotBelieved() {
        try (var way = new FaultyWay(FhirServer.uri())) {
            for (var entry : List.of(
                    "{\"resource\": {\"resourceType\": \"Patient\"}}",
                    entry("soon", "later"),
                    entry("", at("09:30")))) {
                way.strike(passage -> true, FaultyWay.answerBefore(200, page(null, entry)));

                assertInstanceOf(PartnerAnswer.Uncertain.class, asked(way));
            }
        }
    }
}
