package dev.throughline.status.console;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.Ids;
import dev.throughline.status.Api;
import dev.throughline.status.Services;
import dev.throughline.status.Story;
import dev.throughline.status.console.OwningServices.Answer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.filter.cookie.CookieFilter;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the console's pages say and refuse, without a browser. */
@QuarkusTest
@TestProfile(ConsoleProfile.class)
class ConsoleTest {

    private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");
    private static final String SESSION = "throughline-console";
    private static OwningServices owners;

    @Inject
    Services services;

    @TestHTTPResource("/console")
    URI console;

    @BeforeAll
    static void start() {
        owners = new OwningServices(ConsoleProfile.port());
    }

    @AfterAll
    static void stop() {
        owners.close();
    }

    @BeforeEach
    void beginAnew() {
        owners.forget();
        services.awaitReady();
    }

    /** A browser that is signed in; it follows no redirect. */
    private static final class Browser {

        private final CookieFilter cookies = new CookieFilter();

        RequestSpecification request() {
            return given().filter(cookies).redirects().follow(false);
        }

        Browser signIn(String group, String tenant, String subject) {
            return signIn(Tokens.token(group, tenant, subject));
        }

        Browser signIn(String token) {
            request()
                    .formParam("form", formOf("/console/sign-in"))
                    .formParam("token", token)
                    .post("/console/sign-in")
                    .then()
                    .statusCode(303);
            return this;
        }

        String formOf(String page) {
            var match = FORM.matcher(get(page).asString());
            assertTrue(match.find(), page);
            return match.group(1);
        }

        Response get(String page) {
            return request().get(page);
        }

        Response send(String path, String... parameters) {
            var request = request().formParam("form", formOf("/console"));
            for (var i = 0; i < parameters.length; i += 2) {
                request.formParam(parameters[i], parameters[i + 1]);
            }
            return request.post(path);
        }
    }

    private static Browser operator(String tenant) {
        return new Browser().signIn("operator", tenant, "olga");
    }

    private Story tell(Story story) {
        services.tell(story.told());
        Api.awaitStatus(story, view -> view.getLong("version") >= story.version());
        return story;
    }

    @Test
    void whoIsNotSignedInIsAskedToAndComesBackToWhereTheyWanted() {
        var browser = new Browser();
        browser.get("/console/dead-letters?x=1")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/console/sign-in?next=%2Fconsole%2Fdead-letters%3Fx%3D1"));
        browser.request()
                .formParam("form", browser.formOf("/console/sign-in"))
                .formParam("next", "/console/dead-letters?x=1")
                .formParam("token", " Bearer " + Tokens.token("operator", "door", "olga") + "\n")
                .post("/console/sign-in")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/console/dead-letters?x=1"));
        browser.get("/console/dead-letters").then().statusCode(200).body(containsString("There are none."));
        given().header("X-Console-Script", "1").get("/console").then().statusCode(401);
    }

    @Test
    void signingInNeverLeadsElsewhere() {
        for (var next :
                List.of("https://evil.example/", "//evil.example/console", "/status/summary", "/console/../q/health")) {
            var browser = new Browser();
            browser.request()
                    .formParam("form", browser.formOf("/console/sign-in"))
                    .formParam("next", next)
                    .formParam("token", Tokens.token("operator", "door", "olga"))
                    .post("/console/sign-in")
                    .then()
                    .statusCode(303)
                    .header("Location", endsWith("/console"));
        }
    }

    @Test
    void theSessionIsACookieThatNoScriptAndNoOtherSiteCanUse() {
        var browser = new Browser();
        var cookie = browser.request()
                .formParam("form", browser.formOf("/console/sign-in"))
                .formParam("token", Tokens.token("operator", "door", "olga"))
                .post("/console/sign-in")
                .detailedCookie(SESSION);
        assertTrue(cookie.isHttpOnly());
        assertEquals("Strict", cookie.getSameSite());
        assertEquals("/console", cookie.getPath());
        assertTrue(cookie.getMaxAge() > 3000 && cookie.getMaxAge() <= 3600, "lives as long as the token");
        given().cookie(SESSION, cookie.getValue()).get("/status/summary").then().statusCode(401);
        given().cookie(SESSION, cookie.getValue()).get("/jobs").then().statusCode(401);
    }

    @Test
    void aTokenThatIsNotGoodOpensNothing() {
        var claims = Tokens.claims("operator", "olga").claim("tenant", "door");
        var late = Tokens.claims("operator", "olga")
                .claim("tenant", "door")
                .expiresAt(Instant.now().minusSeconds(120));
        var homeless = Tokens.claims("operator", "olga");
        for (var token : List.of("", "x", Tokens.signWrongly(claims), Tokens.sign(late), Tokens.sign(homeless))) {
            var browser = new Browser();
            browser.request()
                    .formParam("form", browser.formOf("/console/sign-in"))
                    .formParam("token", token)
                    .post("/console/sign-in")
                    .then()
                    .statusCode(401)
                    .contentType(ContentType.HTML)
                    .header("Set-Cookie", not(containsString(SESSION + "=")))
                    .body(containsString("no token that is accepted here"));
        }
    }

    @Test
    void aSessionThatHasEndedSaysSo() {
        var late = Tokens.sign(Tokens.claims("operator", "olga")
                .claim("tenant", "door")
                .expiresAt(Instant.now().minusSeconds(120)));
        given().cookie(SESSION, late)
                .redirects()
                .follow(false)
                .get("/console")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/console/sign-in?next=%2Fconsole&ended=true"));
        given().get("/console/sign-in?ended=true").then().body(containsString("Your session has ended."));
    }

    @Test
    void signingOutEndsTheSession() {
        var browser = operator("door");
        browser.send("/console/sign-out").then().statusCode(303).header("Location", endsWith("/console/sign-in"));
        browser.get("/console").then().statusCode(303);
    }

    @Test
    void everyPageTrustsNothingButItsOwnFiles() {
        for (var page :
                List.of("/console/sign-in", "/console", "/console/dead-letters", "/console/bookings/nonsense")) {
            operator("door")
                    .get(page)
                    .then()
                    .header(
                            "Content-Security-Policy",
                            allOf(
                                    containsString("default-src 'none'"),
                                    containsString("script-src 'self';"),
                                    containsString("frame-ancestors 'none'"),
                                    not(containsString("unsafe"))))
                    .header("X-Frame-Options", "DENY")
                    .header("Referrer-Policy", "no-referrer")
                    .header("X-Content-Type-Options", "nosniff")
                    .header("Cache-Control", containsString("no-store"));
        }
        var html = operator("door").get("/console").asString();
        for (var inline : List.of("style=", "<style", "onclick", "javascript:", "<script>")) {
            assertTrue(!html.contains(inline), inline);
        }
        var script = Pattern.compile("src=\"(/console/assets/[^\"]+)\"").matcher(html);
        assertTrue(script.find());
        given().get(script.group(1)).then().statusCode(200).header("Cache-Control", containsString("max-age"));
    }

    @Test
    void whatCustomersEnterIsTextAndNothingElse() {
        var story = tell(new Story("escape", "<script>alert(1)</script>").placed());
        var browser = operator("escape");
        for (var page : List.of(
                "/console", "/console?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/console/bookings/" + story.id)) {
            browser.get(page).then().body(not(containsString("<script>alert")));
        }
        browser.get("/console").then().body(containsString("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }

    @Test
    void aBookingOfAnotherTenantOrCustomerDoesNotExist() {
        var story = tell(new Story("walls", "Ana").placed());
        var page = "/console/bookings/" + story.id;
        operator("walls").get(page).then().statusCode(200);
        operator("elsewhere").get(page).then().statusCode(404).body(containsString("There is no such booking"));
        new Browser().signIn("customer", "walls", "bert").get(page).then().statusCode(404);
        new Browser().signIn("customer", "walls", "ana").get(page).then().statusCode(200);
        new Browser().signIn("nobody", "walls", "ana").get("/console").then().statusCode(403);
        operator("walls")
                .get("/console/bookings/nonsense")
                .then()
                .statusCode(404)
                .contentType(ContentType.HTML);
    }

    @Test
    void onlyWhatTheStateAndThePermissionsAllowIsOffered() {
        var story = tell(new Story("offers", "Ana").placed());
        var page = "/console/bookings/" + story.id;
        operator("offers").get(page).then().body(containsString("/cancel\"")).body(not(containsString("/check-in\"")));
        services.tell(story.confirmed().last());
        Api.awaitStatus(story, view -> view.getString("status").equals("confirmed"));
        operator("offers")
                .get(page)
                .then()
                .body(containsString("/check-in\""))
                .body(not(containsString("/complete\"")));
        new Browser()
                .signIn("auditor", "offers", "aud")
                .get(page)
                .then()
                .body(not(containsString("/check-in\"")))
                .body(not(containsString("/cancel\"")));
    }

    @Test
    void anActIsSentToItsOwnerWithTheOperatorsOwnTokenAndAKeyOfItsForm() {
        var story = tell(new Story("acts", "Ana").placed().confirmed());
        var path = "/booking/bookings/" + story.id + "/check-in";
        owners.on("POST " + path, asked -> {
            services.tell(story.checkedIn().last());
            return new Answer(202, "{}", Api.token(story.id, story.version()));
        });
        var token = Tokens.token("operator", "acts", "olga");
        var browser = new Browser().signIn(token);
        var page = browser.get("/console/bookings/" + story.id).asString();
        var key = Pattern.compile("name=\"key\" value=\"([^\"]+)\"").matcher(page);
        assertTrue(key.find());
        var location = browser.send("/console/bookings/" + story.id + "/check-in", "key", key.group(1))
                .then()
                .statusCode(303)
                .extract()
                .header("Location");
        var act = owners.acts().get(0);
        assertEquals("Bearer " + token, act.authorization());
        assertEquals(key.group(1), act.key());
        browser.get(URI.create(location).getPath() + "?" + URI.create(location).getQuery())
                .then()
                .body(containsString("The customer is checked in."))
                .body(containsString("has been checked in"))
                .body(not(containsString("has not caught up yet")));
    }

    @Test
    void aViewThatHasNotCaughtUpSaysSo() {
        var story = tell(new Story("behind", "Ana").placed().confirmed());
        operator("behind")
                .get("/console/bookings/%s?done=check-in&token=%s".formatted(story.id, Api.token(story.id, 99)))
                .then()
                .statusCode(200)
                .body(containsString("Your change is accepted; this view has not caught up yet."))
                .body(containsString("Confirmed"));
    }

    @Test
    void aRefusalIsTheOwnersOwnWordsAndWhatWasEnteredIsKept() {
        var story = tell(new Story("refused", "Ana").placed());
        owners.on("POST /booking/bookings/%s/cancel".formatted(story.id), 409, """
                {"type":"x","title":"Not allowed in the current state","status":409,"detail":"'cancel' is not possible.",
                 "action":"not_allowed_now","currentState":"completed","allowed":["check_in","no_show"]}
                """);
        operator("refused")
                .send("/console/bookings/" + story.id + "/cancel", "key", "the-key", "reason", "ill <b>")
                .then()
                .statusCode(409)
                .body(containsString("Not allowed in the current state"))
                .body(containsString("Possible now: check in, no show."))
                .body(containsString("ill &lt;b&gt;</textarea>"))
                .body(containsString("value=\"the-key\""));
    }

    @Test
    void anOwnerThatIsAwayOrSilentCostsItsOwnPartOfThePageOnly() {
        var story = tell(new Story("outage", "Ana").placed());
        var browser = operator("outage");
        var acts = "/console/bookings/" + story.id + "/cancel";
        owners.on("POST /booking/bookings/%s/cancel".formatted(story.id), asked -> {
            pause();
            return Answer.of(202, "{}");
        });
        browser.send(acts, "reason", "ill")
                .then()
                .statusCode(504)
                .body(containsString("It is unknown whether it took what was sent."));
        owners.stop();
        try {
            browser.get("/console/bookings/" + story.id).then().statusCode(200).body(containsString("Timeline"));
            browser.get("/console/bookings/" + story.id + "/attempts")
                    .then()
                    .statusCode(503)
                    .body(containsString("booking-service cannot be reached"));
            browser.get("/console/dead-letters")
                    .then()
                    .statusCode(200)
                    .body(containsString("notification-service cannot be reached"))
                    .body(not(containsString("There are none.")));
            browser.send(acts, "reason", "ill").then().statusCode(503).body(containsString("Nothing was sent to it."));
        } finally {
            owners.start();
        }
        await().atMost(ofSeconds(60))
                .until(() -> browser.get("/console/dead-letters").asString().contains("There are none."));
    }

    private static void pause() {
        try {
            Thread.sleep(4000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFormThatTheConsoleDidNotMakeForThisOperatorChangesNothing() {
        var story = tell(new Story("forged", "Ana").placed());
        var path = "/console/bookings/" + story.id + "/cancel";
        var browser = operator("forged");
        var other = new Browser().signIn("operator", "forged", "oskar");
        for (var form : new String[] {"", "forged", other.formOf("/console")}) {
            browser.request()
                    .formParam("form", form)
                    .formParam("reason", "x")
                    .post(path)
                    .then()
                    .statusCode(403);
        }
        browser.request()
                .header("Sec-Fetch-Site", "cross-site")
                .formParam("form", browser.formOf("/console"))
                .formParam("reason", "x")
                .post(path)
                .then()
                .statusCode(403);
        new Browser()
                .request()
                .formParam("form", "x")
                .formParam("reason", "x")
                .post(path)
                .then()
                .statusCode(303);
        assertEquals(List.of(), owners.acts());
    }

    @Test
    void deadLettersAreShownWithTheirVerdictAndOnlySafeOnesHaveAButton() {
        var safe = Ids.next();
        var unsafe = Ids.next();
        owners.on("GET /notification/jobs", 200, Samples.deadLetters(safe, "safe"))
                .on("GET /document/jobs", 200, Samples.deadLetters(unsafe, "unsafe"))
                .on(
                        "POST /notification/jobs/%s/replay".formatted(safe),
                        409,
                        OwningServices.problem(409, "Not now", "ask_operator"));
        var browser = operator("letters");
        browser.get("/console/dead-letters")
                .then()
                .statusCode(200)
                .body(containsString("/notification-service/%s/replay".formatted(safe)))
                .body(not(containsString("/document-service/%s/replay".formatted(unsafe))))
                .body(containsString("What to do instead"));
        browser.send(
                        "/console/dead-letters/notification-service/%s/replay".formatted(safe),
                        "key",
                        "k",
                        "reason",
                        "mail is back")
                .then()
                .statusCode(409)
                .body(containsString("Not now"))
                .body(containsString("mail is back"));
        assertEquals("mail is back", owners.acts().get(0).body().get("reason").asText());
        new Browser()
                .signIn("auditor", "letters", "aud")
                .get("/console/dead-letters")
                .then()
                .body(containsString("but not replay it"));
    }

    @Test
    void whoMayResolveRecordsWhatBecameOfADeadLetterInDoubt() {
        var job = Ids.next();
        var path = "/console/dead-letters/booking-service/%s/resolve".formatted(job);
        owners.on("GET /booking/jobs", 200, Samples.deadLetters(job, "unsafe"))
                .on(
                        "POST /booking/jobs/%s/resolve".formatted(job),
                        409,
                        OwningServices.problem(409, "Not now", "ask_operator"));
        operator("doubts").get("/console/dead-letters").then().body(not(containsString(path)));
        var supervisor = new Browser().signIn("supervisor", "doubts", "sue");
        supervisor.get("/console/dead-letters").then().statusCode(200).body(containsString(path));
        supervisor
                .send(path, "key", "k", "outcome", "failed", "evidence", "Their log <b>", "reason", "asked them")
                .then()
                .statusCode(409)
                .body(containsString("Not now"))
                .body(containsString("Their log &lt;b&gt;"))
                .body(containsString("value=\"asked them\""))
                .body(containsString("value=\"failed\" selected"))
                .body(containsString("value=\"k\""));
        owners.on("POST /booking/jobs/%s/resolve".formatted(job), 202, "{}");
        supervisor
                .send(path, "key", "k", "outcome", "failed", "evidence", "Their log", "reason", "asked them")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/console/dead-letters?resolved=booking-service"));
        var acts = owners.acts();
        assertEquals("k", acts.get(1).key());
        assertEquals("failed", acts.get(1).body().get("outcome").asText());
        assertEquals("Their log", acts.get(1).body().get("evidence").asText());
        supervisor
                .get("/console/dead-letters?resolved=booking-service")
                .then()
                .body(containsString("booking-service has recorded what you found out."));
    }

    @Test
    void theNotificationLogIsShownAndAMessageIsResentWithAReason() {
        var doubtful = Ids.next();
        var message = Samples.notification(doubtful, "unknown", "unsafe");
        var path = "/console/notifications/%s/resend".formatted(doubtful);
        owners.on("GET /notification/notifications", 200, Samples.page(message))
                .on("GET /notification/notifications/" + doubtful, 200, message)
                .on(
                        "POST /notification/notifications/%s/resend".formatted(doubtful),
                        409,
                        OwningServices.problem(409, "Not now", "not_allowed_now"));
        var browser = operator("messages");
        browser.get("/console/notifications?state=unknown")
                .then()
                .statusCode(200)
                .body(containsString("Votre visite est confirmée &lt;b&gt;"))
                .body(containsString("This may be a second mail."))
                .body(containsString("No answer within 3 min."))
                .body(containsString("?state=unknown&amp;cursor=more"));
        browser.send(path, "key", "k", "reason", "never came")
                .then()
                .statusCode(409)
                .body(containsString("Not now"))
                .body(containsString("value=\"never came\""));
        owners.on("POST /notification/notifications/%s/resend".formatted(doubtful), 202, "{}");
        browser.send(path, "key", "k", "reason", "never came").then().statusCode(303);
        assertEquals("never came", owners.acts().get(1).body().get("reason").asText());
        new Browser()
                .signIn("auditor", "messages", "aud")
                .get("/console/notifications")
                .then()
                .body(containsString("No answer within 3 min."))
                .body(not(containsString("Send it again")));
        owners.on("GET /notification/notifications", 500, OwningServices.problem(500, "Trouble there", "ask_operator"));
        browser.get("/console/notifications?state=nonsense")
                .then()
                .statusCode(500)
                .body(containsString("Trouble there"));
    }

    @Test
    void aDocumentIsOpenedByALinkThatIsGoodForAMinute() {
        var document = Ids.next();
        owners.on(
                "POST /document/documents/%s/links".formatted(document), 201, "{\"url\":\"https://doc.example/l/x\"}");
        operator("docs")
                .get("/console/documents/" + document)
                .then()
                .statusCode(303)
                .header("Location", "https://doc.example/l/x");
        assertEquals(60, owners.acts().get(0).body().get("validSeconds").asInt());
        owners.on("POST /document/documents/%s/links".formatted(document), 201, "{\"url\":\"javascript:alert(1)\"}");
        operator("docs").get("/console/documents/" + document).then().statusCode(502);
        operator("docs")
                .get("/console/documents/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .body(startsWith("<!doctype html>"));
    }

    @Test
    void newsReachAPageOverItsStream() throws Exception {
        var story = tell(new Story("live", "Ana").placed());
        var request = HttpRequest.newBuilder(URI.create(console + "/live/bookings/" + story.id))
                .header("Cookie", SESSION + "=" + Tokens.token("operator", "live", "olga"))
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
        assertEquals(200, answer.statusCode());
        try (var lines = answer.body()) {
            var events = lines.filter(line -> line.equals("event:changed") || line.equals("event: changed"))
                    .iterator();
            events.next();
            services.tell(story.confirmed().last());
            events.next();
        }
        var unknown = HttpRequest.newBuilder(URI.create(console + "/live/bookings/" + story.id))
                .build();
        assertEquals(
                401,
                HttpClient.newHttpClient()
                        .send(unknown, BodyHandlers.discarding())
                        .statusCode());
    }
}
