package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.parts.Chromium;
import dev.throughline.parts.Tab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator's day in a real browser, on all four services. */
class ConsoleIT {

    private static final Path PICTURES = Path.of("target/console");
    private static TestStack stack;
    private static Chromium chromium;
    private static String console;
    private static String customer;

    private Tab tab;

    @BeforeAll
    static void start() throws Exception {
        stack = TestStack.get();
        chromium = Chromium.start();
        console = stack.place.url(Place.STATUS) + "/console";
        customer = stack.token("customer", "acme", "console");
    }

    @AfterAll
    static void stop() {
        chromium.close();
    }

    @BeforeEach
    void signIn() {
        tab = chromium.open();
        tab.size(1280, 900);
        tab.go(console);
        tab.type("#token", stack.token("operator", "acme", "olga"));
        tab.click(".door button");
        tab.awaitText("h1", "Bookings");
    }

    @AfterEach
    void thePartnerBehavesAgain() throws Exception {
        stack.sandbox("DELETE", "/sandbox/faults", null);
    }

    @Test
    void aBookingGoesFromPendingToItsReportBeforeTheOperatorsEyes() throws Exception {
        stack.sandbox(
                "PUT", "/sandbox/faults", "[{\"operation\":\"reserve\",\"fault\":\"drop_before\",\"times\":1000}]");
        var booking = stack.book(customer, "meridian");
        find("Ana Dvořák", booking);
        tab.awaitText("#state", "Pending");
        tab.awaitText("#connection", "Live");
        tab.evaluate("window.sameDocument = true");
        picture("pending");

        stack.sandbox("DELETE", "/sandbox/faults", null);
        tab.awaitText("#state", "Confirmed");
        tab.awaitText("#acts", "Check in");
        assertTrue(tab.evaluate("window.sameDocument === true").asBoolean(), "the page was loaded again");
        picture("confirmed");

        tab.click("form.act button");
        tab.awaitText("#acts", "Complete the visit");
        tab.click("#acts summary");
        tab.type("#practitioner", "Dr. Weiß");
        tab.type("#findings", "All well.");
        tab.click("#acts details[open] button");
        tab.awaitText("#state", "Completed");
        tab.awaitText("#documents", "Stored");
        picture("completed");
        // Before the report: a browser asks whoever serves it for an icon, which document-service does not have.
        assertEquals(List.of(), tab.errors());
        openReport(booking);
    }

    /** By the search of the list, whose newest hit is opened. */
    private void find(String words, String booking) {
        tab.press("/");
        tab.type("#q", words);
        tab.press("Enter");
        tab.await("the search", "location.search.includes('q=') && document.readyState === 'complete'");
        tab.await(
                "the booking in the list",
                "document.querySelector('#list a[href*=%s]') !== null".formatted(Tab.quote(booking)));
        picture("found");
        tab.click("#list a[href*='%s']".formatted(booking));
        tab.awaitText("h1", "Ana Dvořák");
    }

    private void openReport(String booking) throws Exception {
        var operator = stack.token("operator", "acme", "olga");
        var document = stack.get(Place.DOCUMENT, "/documents?booking=" + booking, operator)
                .path("items")
                .path(0)
                .path("id")
                .asText();
        assertTrue(tab.has("#documents a[href$='/documents/%s']".formatted(document)));
        tab.go(console + "/documents/" + document);
        var link = tab.evaluate("location.href").asText();
        assertTrue(link.startsWith(stack.place.url(Place.DOCUMENT) + "/documents/links/"), link);
        var content = stack.bytes(link, null);
        assertEquals(200, content.statusCode());
        assertEquals("%PDF", new String(content.body(), 0, 4, StandardCharsets.US_ASCII));
    }

    @Test
    void aDeadLetterIsReplayedAndTheBookingGoesOn() throws Exception {
        stack.sandbox(
                "PUT", "/sandbox/faults", "[{\"operation\":\"reserve\",\"fault\":\"drop_before\",\"times\":1000}]");
        var booking = stack.book(customer, "harbour");
        stack.awaitStatus(booking, customer, "needs_attention");
        stack.sandbox("DELETE", "/sandbox/faults", null);
        tab.go(console + "/bookings/" + booking);
        tab.awaitText("#state", "Needs attention");
        picture("needs-attention");

        tab.go(console + "/dead-letters");
        var letter = letterOf(booking);
        tab.await("the dead letter", "document.querySelector(%s) !== null".formatted(Tab.quote(letter)));
        picture("dead-letters");
        tab.type(letter + " .replay input[name=reason]", "The partner is back.");
        tab.click(letter + " .replay button");
        tab.awaitText("main", "has put the job back to work");

        stack.awaitStatus(booking, customer, "confirmed");
        tab.go(console + "/bookings/" + booking);
        tab.awaitText("#state", "Confirmed");
        tab.awaitText("#timeline", "The partner is back.");
        picture("replayed");
        assertEquals(List.of(), tab.errors());
    }

    private static String letterOf(String booking) throws Exception {
        var operator = stack.token("operator", "acme", "olga");
        var jobs = stack.get("/jobs?state=dead_letter&subject=booking/" + booking, operator)
                .path("items");
        assertEquals(1, jobs.size(), jobs::toString);
        return "#job-" + jobs.path(0).path("id").asText();
    }

    private void picture(String name) {
        tab.screenshot(PICTURES.resolve(name + ".png"));
    }
}
