package dev.throughline.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What single services are told of mail, links and the console. */
class OwnSettingsTest {

    static Stream<Manifests> renderings() {
        return Stream.of(Chart.minimal().manifests(), Chart.everything().manifests());
    }

    @Test
    void mailsGoThroughTheNamedServerInTheNamedSendersName() {
        var environment = Environment.of(Chart.everything(), "notification-service", "worker");

        assertEquals(
                Map.ofEntries(
                        Map.entry("QUARKUS_MAILER_HOST", "smtp.example.com"),
                        Map.entry("QUARKUS_MAILER_PORT", "465"),
                        Map.entry("QUARKUS_MAILER_TLS", "true"),
                        Map.entry("QUARKUS_MAILER_START_TLS", "disabled"),
                        Map.entry("QUARKUS_MAILER_OWN_HOST_NAME", "throughline.example.com"),
                        Map.entry("QUARKUS_MAILER_USERNAME", "secret smtp/username"),
                        Map.entry("QUARKUS_MAILER_PASSWORD", "secret smtp/password"),
                        Map.entry("THROUGHLINE_MAIL_FROM", "bookings@example.com"),
                        Map.entry("THROUGHLINE_MAIL_BRAND", "Example Bookings"),
                        Map.entry("THROUGHLINE_MAIL_REPLY_TO", "help@example.com"),
                        Map.entry("THROUGHLINE_MAIL_DOMAIN", "mail.example.com"),
                        Map.entry("THROUGHLINE_MAIL_ZONE", "Europe/Vienna"),
                        Map.entry("THROUGHLINE_MAIL_TENANTS_ACME_FROM", "acme@example.com"),
                        Map.entry("THROUGHLINE_MAIL_TENANTS_ACME_BRAND", "Acme Clinics"),
                        Map.entry("THROUGHLINE_MAIL_TENANTS_ACME_REPLY_TO", "desk@acme.example.com"),
                        Map.entry("THROUGHLINE_MAIL_TENANTS_ACME_ZONE", "Europe/Paris")),
                Environment.named(environment, "QUARKUS_MAILER_|THROUGHLINE_MAIL_"));
    }

    @ParameterizedTest
    @CsvSource({"starttls, false, required", "tls, true, disabled", "none, false, disabled"})
    void theConnectionToTheMailServerIsAsPrivateAsItIsSaidToBe(String encryption, String tls, String startTls) {
        var environment = Environment.of(
                Chart.minimal().with("mail: {encryption: " + encryption + "}"), "notification-service", "worker");

        assertEquals(tls, environment.get("QUARKUS_MAILER_TLS"));
        assertEquals(startTls, environment.get("QUARKUS_MAILER_START_TLS"));
    }

    @Test
    void operatorsSignInAtTheirProviderAndTracesAreShownWhereTheyAre() {
        var environment = Environment.of(Chart.everything(), "status-projection", "api");

        assertEquals(
                Map.of(
                        "QUARKUS_OIDC_CONSOLE_TENANT_ENABLED", "true",
                        "QUARKUS_OIDC_CONSOLE_AUTH_SERVER_URL", "https://identity.example.com/realms/staff",
                        "QUARKUS_OIDC_CONSOLE_CLIENT_ID", "operator-console",
                        "QUARKUS_OIDC_CONSOLE_CREDENTIALS_SECRET", "secret console-client/client-secret",
                        "QUARKUS_OIDC_CONSOLE_AUTHENTICATION_FORCE_REDIRECT_HTTPS_SCHEME", "true"),
                Environment.named(environment, "QUARKUS_OIDC_"));
        assertEquals("https://jaeger.example.com/trace/{traceId}", environment.get("THROUGHLINE_CONSOLE_TRACE_URL"));
        assertEquals(
                "https://identity.example.com/realms/throughline",
                Environment.of(
                                Chart.minimal().with("console: {signIn: {enabled: true, existingSecret: a}}"),
                                "status-projection",
                                "api")
                        .get("QUARKUS_OIDC_CONSOLE_AUTH_SERVER_URL"));
    }

    @Test
    void theConsoleCanBeToldOfServicesElsewhere() {
        var environment = Environment.of(
                Chart.minimal()
                        .with("services: {status-projection: {config: "
                                + "{THROUGHLINE_CONSOLE_SERVICES_BOOKING_URL: 'https://booking.example.com'}}}"),
                "status-projection",
                "api");

        assertEquals("https://booking.example.com", environment.get("THROUGHLINE_CONSOLE_SERVICES_BOOKING_URL"));
        assertEquals(
                "http://demo-document-service-api:8080", environment.get("THROUGHLINE_CONSOLE_SERVICES_DOCUMENT_URL"));
    }

    @ParameterizedTest
    @CsvSource({
        "document-link-keys, demo-document-service-api demo-document-service-worker",
        "smtp, demo-notification-service-worker",
        "console-client, demo-status-projection-api",
    })
    void aSecretReachesThosePodsOnlyThatUseIt(String secret, String pods) {
        var manifests = Chart.everything().manifests();
        var seen = manifests.all(Deployment.class).stream()
                .filter(
                        deployment -> Environment.of(
                                        manifests,
                                        deployment
                                                .getSpec()
                                                .getTemplate()
                                                .getSpec()
                                                .getContainers()
                                                .get(0))
                                .values()
                                .stream()
                                .anyMatch(value -> value.startsWith("secret " + secret + "/")))
                .map(deployment -> deployment.getMetadata().getName())
                .sorted()
                .toList();

        assertEquals(List.of(pods.split(" ")), seen);
        for (var job : manifests.all(Job.class)) {
            var environment = Environment.of(
                    manifests,
                    job.getSpec().getTemplate().getSpec().getContainers().get(0));
            assertTrue(environment.values().stream().noneMatch(value -> value.startsWith("secret " + secret)));
        }
    }

    @Test
    void whatNeedsNoSecretIsGivenNone() {
        var chart = Chart.minimal().with("documents: {links: {existingSecret: ''}}");

        assertFalse(Environment.of(chart, "document-service", "worker").containsKey("THROUGHLINE_DOCUMENT_LINKS_KEYS"));
        assertEquals(
                Map.of(),
                Environment.named(
                        Environment.of(chart, "notification-service", "worker"), "QUARKUS_MAILER_(USER|PASS)"));
        assertEquals(Map.of(), Environment.named(Environment.of(chart, "status-projection", "api"), "QUARKUS_OIDC_"));
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void nobodyMaySignInByPastingAToken(Manifests manifests) {
        for (var container : manifests.containers()) {
            var names = Environment.of(manifests, container).keySet();
            assertFalse(names.contains("THROUGHLINE_CONSOLE_TOKEN_FORM"), names::toString);
            assertFalse(names.contains("QUARKUS_PROFILE"), names::toString);
        }
    }
}
