package dev.throughline.status.console;

import static dev.throughline.status.console.OwningServices.Answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.time.Ids;
import dev.throughline.parts.Accessibility;
import dev.throughline.parts.Chromium;
import dev.throughline.parts.Tab;
import dev.throughline.status.Api;
import dev.throughline.status.Services;
import dev.throughline.status.Story;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console as an operator uses it, in a real browser. */
@QuarkusTest
@TestProfile(ConsoleProfile.class)
class ConsoleInBrowserTest {

    private static final Path PICTURES = Path.of("target/console");
    private static Chromium chromium;
    private static OwningServices owners;

    @Inject
    Services services;

    @TestHTTPResource("/console")
    URI console;

    private Tab tab;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        owners = new OwningServices(ConsoleProfile.port());
    }

    @AfterAll
    static void stop() {
        chromium.close();
        owners.close();
    }

    @BeforeEach
    void openTab() {
        owners.forget();
        services.awaitReady();
        tab = chromium.open();
    }

    @AfterEach
    void thePageDidNothingWrong() {
        assertEquals(List.of(), tab.errors());
    }

    private void signIn(String tenant) {
        signIn("operator", tenant);
    }

    private void signIn(String group, String tenant) {
        tab.go(console.toString());
        tab.awaitText("h1", "Sign in");
        tab.type("#token", Tokens.token(group, tenant, "olga"));
        tab.click(".door button");
        tab.awaitText("h1", "Bookings");
    }

    @Test
    void aBookingIsFoundFollowedWorkedOnAndItsReportIsOpened() {
        var story = new Story("browse", "Ana Dvořák").placed();
        tellAndAwait(story);
        var document = Ids.next();
        playOwnersOf(story, document);
        signIn("browse");

        tab.press("/");
        tab.type("#q", "dvorak");
        tab.press("Enter");
        tab.await("the search", "location.search.includes('dvorak') && document.readyState === 'complete'");
        tab.awaitText("#list", "Ana Dvořák");
        tab.awaitText("#connection", "Live");
        tab.press("j");
        tab.press("Enter");
        tab.awaitText("h1", "Ana Dvořák");
        tab.awaitText("#state", "Pending");
        tab.awaitText("#connection", "Live");
        tab.evaluate("window.sameDocument = true");
        picture("booking-pending");

        services.tell(story.attempted("reserve", "succeeded").last());
        services.tell(story.confirmed().last());
        tab.awaitText("#state", "Confirmed");
        tab.awaitText("#acts", "Check in");
        tab.awaitText("#attempts", "Reserve");
        assertTrue(tab.evaluate("window.sameDocument === true").asBoolean(), "the page was loaded again");
        picture("booking-confirmed");

        tab.click("form.act button");
        tab.awaitText("#notice", "The customer is checked in.");
        tab.awaitText("#acts", "Complete the visit");
        tab.click("#acts summary");
        tab.type("#practitioner", "Dr. Weiß");
        tab.type("#findings", "All well.");
        picture("booking-completing");
        tab.click("#acts details[open] button");
        tab.awaitText("#notice", "The visit is completed.");
        tab.awaitText("#state", "Completed");

        services.tell(story.document(document, "requested", 1).last());
        services.tell(story.document(document, "stored", 2).last());
        tab.awaitText("#documents", "Stored");
        picture("booking-completed");
        tab.go(console + "/documents/" + document);
        tab.awaitText("body", "the report");
        assertEquals(
                List.of("check-in", "complete", "links"),
                owners.acts().stream()
                        .map(each -> each.path().replaceAll(".*/", ""))
                        .toList());
    }

    private void tellAndAwait(Story story) {
        services.tell(story.told());
        Api.awaitStatus(story, view -> true);
    }

    private void playOwnersOf(Story story, UUID document) {
        var path = "POST /booking/bookings/" + story.id;
        owners.on(path + "/check-in", asked -> {
                    services.tell(story.checkedIn().last());
                    return new Answer(202, "{}", Api.token(story.id, story.version()));
                })
                .on(path + "/complete", asked -> {
                    services.tell(story.completed().last());
                    return new Answer(202, "{}", Api.token(story.id, story.version()));
                })
                .on("GET /booking/bookings/%s/attempts".formatted(story.id), 200, Samples.attempts())
                .on(
                        "POST /document/documents/%s/links".formatted(document),
                        201,
                        "{\"url\":\"http://127.0.0.1:%d/document/open\",\"expiresAt\":\"2030-01-01T00:00:00Z\"}"
                                .formatted(ConsoleProfile.port()))
                .on("GET /document/open", 200, "\"the report\"");
    }

    @Test
    void aDeadLetterIsReplayedWithAReason() {
        var job = Ids.next();
        owners.on("GET /booking/jobs", 200, Samples.deadLetters(job, "reconcile_first"))
                .on("GET /document/jobs", 200, Samples.deadLetters(Ids.next(), "unsafe"))
                .on("POST /booking/jobs/%s/replay".formatted(job), asked -> {
                    owners.on("GET /booking/jobs", 200, "{\"items\":[],\"next\":null}");
                    return Answer.of(202, "{}");
                });
        signIn("letters");
        tab.click("nav a[href='/console/dead-letters']");
        tab.awaitText("h1", "Dead letters");
        tab.awaitText("main", "Replay looks first");
        picture("dead-letters");
        tab.click(".replay button");
        assertTrue(owners.acts().isEmpty(), "replayed without a reason");
        tab.type(".replay input[name=reason]", "The partner is back.");
        tab.click(".replay button");
        tab.awaitText("main", "has put the job back to work");
        assertFalse(tab.has("#job-" + job));
        var act = owners.acts().get(0);
        assertEquals("The partner is back.", act.body().get("reason").asText());
        assertTrue(act.authorization().startsWith("Bearer "));
    }

    @Test
    void noPageHasABarrierThatAxeFinds() throws IOException {
        var story = Samples.eventful("axe");
        tellAndAwait(story);
        tellAndAwait(new Story("axe", "Bob Stone").placed());
        tellAndAwait(new Story("axe", "Chiara <b>Rossi</b>").placed().confirmed());
        owners.on("GET /booking/jobs", 200, Samples.deadLetters(Ids.next(), "reconcile_first"))
                .on("GET /document/jobs", 200, Samples.deadLetters(Ids.next(), "unsafe"))
                .on("GET /booking/partners", 200, Samples.partners())
                .on(
                        "GET /notification/notifications",
                        200,
                        Samples.page(Samples.notification(Ids.next(), "unknown", "unsafe")))
                .on("GET /booking/bookings/%s/attempts".formatted(story.id), 200, Samples.attempts());
        tab.go(console.toString());
        tab.awaitText("h1", "Sign in");
        judge("sign-in");
        signIn("supervisor", "axe");
        for (var page :
                List.of("", "?q=nobody", "/dead-letters", "/notifications", "/partners", "/bookings/" + story.id)) {
            tab.go(console + page);
            tab.awaitText("h1", "");
            if (page.startsWith("/bookings")) {
                tab.awaitText("#attempts", "Reserve");
                tab.click("#acts summary");
            } else {
                tab.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)");
            }
            judge(nameOf(page));
        }
    }

    private static String nameOf(String page) {
        return page.isEmpty() ? "list" : page.startsWith("/bookings") ? "booking" : page.replaceAll("[^a-z-]", "");
    }

    private void judge(String name) throws IOException {
        var axe = new String(
                ConsoleInBrowserTest.class.getResourceAsStream("/axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
        for (var look : List.of("light", "dark", "narrow", "narrow-dark")) {
            tab.dark(look.endsWith("dark"));
            tab.size(look.startsWith("narrow") ? 320 : 1280, 900);
            picture(name + "-" + look);
            assertEquals(List.of(), Accessibility.violations(tab, axe), name + ", " + look);
            assertTrue(
                    tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
                            .asBoolean(),
                    name + " scrolls sideways, " + look);
        }
        tab.dark(false);
        tab.size(1280, 900);
    }

    private void picture(String name) {
        tab.screenshot(PICTURES.resolve(name + ".png"));
    }
}
