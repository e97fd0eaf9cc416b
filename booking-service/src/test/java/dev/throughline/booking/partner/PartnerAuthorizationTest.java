package dev.throughline.booking.partner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.throughline.booking.callback.CallbackProfile;
import dev.throughline.kit.time.TimeSource;
import dev.throughline.parts.Ports;
import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By what partners know us, whatever protocol they speak. */
@QuarkusTest
@TestProfile(CallbackProfile.class)
class PartnerAuthorizationTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SECRET = "s3cret of ours";

    @Inject
    @All
    List<ConnectorType> types;

    @Inject
    PartnerBreakers breakers;

    @Inject
    TimeSource time;

    private final List<String> shown = new CopyOnWriteArrayList<>();
    private final List<String> grants = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int status = 200;
    private volatile String granted = token("first", 300);
    private volatile int grantStatus = 200;
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/partner", this::look);
        server.createContext("/token", this::grant);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void look(HttpExchange exchange) throws IOException {
        shown.add(String.valueOf(exchange.getRequestHeaders().get("Authorization")));
        answer(exchange, status, "{\"resourceType\": \"Bundle\", \"type\": \"searchset\"}");
    }

    private void grant(HttpExchange exchange) throws IOException {
        var form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        grants.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + form);
        answer(exchange, grantStatus, granted);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String token(String token, int seconds) {
        return "{\"access_token\": \"%s\", \"token_type\": \"Bearer\", \"expires_in\": %d}".formatted(token, seconds);
    }

    private PartnerConnector connected(String connector, Map<String, String> auth) {
        var settings = new HashMap<String, String>();
        auth.forEach((key, value) -> settings.put("throughline.partners.desk.auth." + key, value));
        settings.put("throughline.partners.desk.connector", connector);
        settings.put("throughline.partners.desk.url", address() + "/partner");
        settings.put("throughline.partners.desk.timeout", "PT40S");
        var mapped = new SmallRyeConfigBuilder()
                .withMapping(PartnerSettings.class)
                .withSources(new PropertiesConfigSource(settings, "the partner of this test", 100))
                .build()
                .getConfigMapping(PartnerSettings.class);
        return new Partners(mapped, types, breakers, time).named("desk").connector();
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private PartnerConnector granted(String connector) {
        return connected(
                connector,
                Map.of(
                        "oauth2.url",
                        address() + "/token",
                        "oauth2.client-id",
                        "through:line",
                        "oauth2.client-secret",
                        SECRET,
                        "oauth2.scope",
                        "system/Appointment.cruds system/Slot.rs"));
    }

    private static PartnerAnswer look(PartnerConnector connector) {
        return connector.find("r").await().atMost(LIMIT);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "octo", "fhir"})
    void everyConnectorShowsWhatIsConfigured(String connector) {
        look(connected(connector, Map.of("bearer-token", "of-the-partner")));
        look(connected(connector, Map.of("basic.username", "üs", "basic.password", "p:ss")));
        look(granted(connector));

        var known = shown.stream().distinct().toList();
        assertEquals(List.of("[Bearer of-the-partner]", "[" + basic("üs:p:ss") + "]", "[Bearer first]"), known);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "octo", "fhir"})
    void withoutASettingNothingIsShown(String connector) {
        look(connected(connector, Map.of()));

        assertEquals(List.of("null"), shown.stream().distinct().toList());
    }

    @Test
    void aTokenIsAskedForWithTheClientsOwnSecretAndTheScope() {
        look(granted("fhir"));

        assertEquals(
                List.of(basic("through%3Aline:s3cret+of+ours")
                        + " grant_type=client_credentials&scope=system%2FAppointment.cruds+system%2FSlot.rs"),
                grants);
    }

    @Test
    void aTokenServesManyRequestsUntilShortlyBeforeItExpires() {
        var connector = granted("fhir");
        var together =
                IntStream.range(0, 8).mapToObj(each -> connector.find("r")).toList();
        Uni.join().all(together).andFailFast().await().atMost(LIMIT);
        look(connector);
        assertEquals(1, grants.size());

        granted = token("second", 300);
        time.advance(Duration.ofSeconds(269));
        look(connector);
        assertEquals(1, grants.size());
        time.advance(Duration.ofSeconds(2));
        look(connector);

        assertEquals(2, grants.size());
        assertEquals(
                List.of("[Bearer first]", "[Bearer second]"),
                shown.stream().distinct().toList());
    }

    @Test
    void aTokenThatThePartnerDoesNotAcceptIsNotUsedAgain() {
        var connector = granted("fhir");
        status = 401;
        assertInstanceOf(PartnerAnswer.WithoutEffect.class, look(connector));
        status = 200;
        granted = token("second", 300);

        assertInstanceOf(PartnerAnswer.Known.class, look(connector));

        assertEquals(List.of("[Bearer first]", "[Bearer second]"), shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | {"error": "invalid_client"} | the authorization server answered 401, invalid_client
            400 | {"error": "<b>s3cret</b>"} | the authorization server answered 400;
            500 | oops | the authorization server answered 500;
            200 | oops | with no bearer token
            200 | {} | with no bearer token
            200 | {"access_token": "a b", "token_type": "Bearer"} | with no bearer token
            200 | {"access_token": "a", "token_type": "mac"} | with no bearer token
            """)
    void withoutATokenNothingIsSentAndItIsSaidWhy(int answered, String body, String why) {
        grantStatus = answered;
        granted = body;

        var answer = assertInstanceOf(PartnerAnswer.WithoutEffect.class, look(granted("fhir")));

        assertTrue(answer.detail().contains(why), answer::detail);
        assertTrue(answer.detail().endsWith("nothing was sent."), answer::detail);
        assertFalse(answer.detail().contains("s3cret"), answer::detail);
        assertEquals(List.of(), shown);
    }

    @Test
    void anAuthorizationServerThatIsAwayIsAskedAgainByTheNext() {
        var port = Ports.free();
        var connector = connected(
                "fhir",
                Map.of(
                        "oauth2.url",
                        "http://127.0.0.1:" + port + "/token",
                        "oauth2.client-id",
                        "throughline",
                        "oauth2.client-secret",
                        SECRET));
        var answer = assertInstanceOf(PartnerAnswer.WithoutEffect.class, look(connector));
        assertTrue(answer.detail().contains("did not answer"), answer::detail);

        try (var way = new FaultyWay(java.net.URI.create(address()), port)) {
            assertInstanceOf(PartnerAnswer.Known.class, look(connector));
        }
        assertEquals(List.of("[Bearer first]"), shown);
    }

    @Test
    void aSettingThatMakesNoSenseIsRefusedByName() {
        var wrong = Map.of(
                Map.of("bearer-token", "a b"), "auth.bearer-token",
                Map.of("bearer-token", "a", "basic.username", "u", "basic.password", "p"), "auth: one of",
                Map.of("basic.username", "u:v", "basic.password", "p"), "auth.basic.username",
                Map.of("basic.username", "u", "basic.password", "p\r\nx"), "auth.basic.password",
                Map.of("oauth2.url", "/token", "oauth2.client-id", "c", "oauth2.client-secret", "s"),
                        "auth.oauth2.url");
        wrong.forEach((auth, key) -> {
            var refusal = assertThrows(IllegalStateException.class, () -> connected("fhir", auth));
            assertTrue(refusal.getMessage().startsWith("throughline.partners.desk." + key), refusal::getMessage);
        });
    }
}
