package dev.throughline.booking.partner;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.booking.callback.BookingBench;
import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.TimeSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas that share what they know about a partner; the second is played by another instance on the same database. */
@QuarkusTest
@TestProfile(BreakerProfile.class)
class PartnerBreakersTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration HOUR = Duration.ofHours(1);

    @Inject
    PartnerBreakers breakers;

    @Inject
    Partners partners;

    @Inject
    OwnContext ownContext;

    @Inject
    BookingBench bench;

    @Inject
    TimeSource time;

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    private PartnerBreakers other;

    @BeforeEach
    void nothingIsKnown() {
        bench.update("delete from partner_breaker");
        other = new PartnerBreakers(pool, vertx, time);
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> List.of("away", "down", "harbour", "meridian").stream()
                        .allMatch(each -> breakers.of(each).equals(PartnerBreakers.Seen.NEW)));
    }

    private static <T> T got(Uni<T> uni) {
        return uni.await().atMost(LIMIT);
    }

    @Test
    void aPartnerThatFailsHereIsLeftAloneByAllAndAfterARestart() {
        var partner = partners.named("down");
        for (var n = 0; n < 2; n++) {
            got(ownContext.run(() -> partner.call(connector -> connector.find("x"))));
        }
        Awaitility.await().atMost(LIMIT).until(() -> got(other.read()).containsKey("down"));

        var seen = got(other.read()).get("down");
        assertEquals("open", seen.state());
        assertNotNull(seen.reason());
        assertEquals(
                60,
                Math.round(Duration.between(seen.openedAt(), seen.nextProbeAt()).toSeconds() / 60.0));
        assertFalse(got(partner.untilAsked()).isZero());
        given().header("Authorization", Tokens.bearer("operator", "acme", "olga"))
                .get("/partners")
                .then()
                .statusCode(200)
                .body("items.find { it.id == 'down' }.breaker.state", equalTo("open"))
                .body("items.find { it.id == 'down' }.breaker.reason", equalTo(seen.reason()))
                .body("items.find { it.id == 'down' }.breaker.nextProbeAt", notNullValue())
                .body("items.find { it.id == 'harbour' }.breaker.state", equalTo("closed"))
                .body("items.find { it.id == 'harbour' }.breaker.nextProbeAt", nullValue());
    }

    @Test
    void whatAnotherReplicaLeavesAloneIsNotAskedHere() {
        got(other.open("meridian", "It failed there.", time.instant().plus(HOUR)));
        Awaitility.await().atMost(LIMIT).until(() -> !breakers.of("meridian").closed());

        var booking = bench.placed("meridian");
        bench.runDue();

        assertEquals(
                List.of("queued It failed there."),
                bench.rows(
                        "select state, substring(reason from 'It failed there.') from job where kind = 'partner.reserve' "
                                + "and subject = 'booking/" + booking + "'"));
        assertEquals(
                List.of("0"), bench.rows("select count(*) from partner_attempt where booking = '" + booking + "'"));
    }

    @Test
    void ofAllReplicasOneMayTryThePartner() {
        got(other.open("away", "It failed.", time.instant().minusSeconds(1)));

        var tries = IntStream.range(0, 20)
                .mapToObj(n -> (n % 2 == 0 ? breakers : other)
                        .probe("away", time.instant().plus(HOUR)))
                .toList();
        var won = got(Uni.join().all(tries).andFailFast()).stream()
                .filter(each -> each)
                .count();

        assertEquals(1, won);
        assertEquals("half_open", got(other.read()).get("away").state());
    }

    @Test
    void aProbeThatFailsLeavesItAloneAgainForTheReasonOfNow() {
        var partner = partners.named("away");
        got(other.open("away", "It failed long ago.", time.instant().minusSeconds(1)));
        Awaitility.await().atMost(LIMIT).until(() -> !breakers.of("away").closed());

        assertTrue(got(partner.untilAsked()).isZero());
        got(ownContext.run(() -> partner.call(connector -> connector.find("x"))));

        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> got(other.read()).get("away").state().equals("open"));
        assertTrue(time.instant().isBefore(got(other.read()).get("away").nextProbeAt()));
        assertFalse(got(other.read()).get("away").reason().contains("long ago"));
    }

    @Test
    void theFirstAnswerClosesItForAll() {
        got(other.open("harbour", "It failed there.", time.instant().minusSeconds(1)));
        Awaitility.await().atMost(LIMIT).until(() -> !breakers.of("harbour").closed());

        var booking = bench.placed("harbour");
        bench.runDue();

        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> got(other.read()).get("harbour").closed());
        var seen = got(other.read()).get("harbour");
        assertNull(seen.reason());
        assertNotNull(seen.lastSuccessAt());
        assertEquals(List.of("held"), bench.rows("select partner_state from booking where id = '" + booking + "'"));
        assertTrue(got(partners.named("harbour").untilAsked()).isZero());
    }

    @Test
    void withoutThePermissionThereIsNoList() {
        given().header("Authorization", Tokens.bearer("customer", "acme", "ana"))
                .get("/partners")
                .then()
                .statusCode(403)
                .body("detail", containsString("permission"));
    }
}
