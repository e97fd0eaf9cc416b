package dev.throughline.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the services are told, and what they are not. */
class EnvironmentTest {

    private static final Set<String> SETTINGS = Set.of(
            "QUARKUS_HTTP_PORT",
            "THROUGHLINE_BROKER_HOST",
            "THROUGHLINE_BROKER_PORT",
            "THROUGHLINE_BROKER_VIRTUAL_HOST",
            "THROUGHLINE_DATABASE_URL",
            "THROUGHLINE_JWT_ISSUER",
            "THROUGHLINE_JWT_PUBLICKEY",
            "QUARKUS_OTEL_SDK_DISABLED");
    private static final Set<String> LOGIN = Set.of("THROUGHLINE_DATABASE_USERNAME", "THROUGHLINE_DATABASE_PASSWORD");
    private static final Set<String> OWNER_LOGIN =
            Set.of("THROUGHLINE_DATABASE_OWNER_USERNAME", "THROUGHLINE_DATABASE_OWNER_PASSWORD");
    private static final Set<String> BROKER_LOGIN =
            Set.of("THROUGHLINE_BROKER_USERNAME", "THROUGHLINE_BROKER_PASSWORD");

    static Stream<Manifests> renderings() {
        return Stream.of(Chart.minimal().manifests(), Chart.everything().manifests());
    }

    /** What a role of a service is told beyond what all are told. */
    static Stream<Arguments> contracts() {
        var mail = Map.of(
                "QUARKUS_MAILER_HOST", "smtp.example.com",
                "QUARKUS_MAILER_PORT", "587",
                "QUARKUS_MAILER_TLS", "false",
                "QUARKUS_MAILER_START_TLS", "required",
                "THROUGHLINE_MAIL_FROM", "no-reply@example.com");
        var documents = Map.of(
                "THROUGHLINE_DOCUMENT_PUBLIC_URL", "https://documents.example.com",
                "THROUGHLINE_DOCUMENT_LINKS_KEYS", "secret document-links/keys");
        var console = Map.of(
                "THROUGHLINE_CONSOLE_SERVICES_BOOKING_URL", "http://demo-booking-service-api:8080",
                "THROUGHLINE_CONSOLE_SERVICES_NOTIFICATION_URL", "http://demo-notification-service-api:8080",
                "THROUGHLINE_CONSOLE_SERVICES_DOCUMENT_URL", "http://demo-document-service-api:8080");
        return Stream.of("api", "worker")
                .flatMap(role -> Stream.of(
                        Arguments.of("booking-service", role, "booking", Map.of()),
                        Arguments.of("notification-service", role, "notification", mail),
                        Arguments.of("document-service", role, "document", documents),
                        Arguments.of("status-projection", role, "status", console)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("contracts")
    void aRoleIsToldAllOfTheContractAndNothingElse(
            String service, String role, String subject, Map<String, String> own) {
        var environment = Environment.of(Chart.minimal(), service, role);

        assertEquals(
                union(
                        SETTINGS,
                        LOGIN,
                        BROKER_LOGIN,
                        Set.of("THROUGHLINE_ROLES", "THROUGHLINE_DATABASE_MIGRATE", "QUARKUS_SHUTDOWN_TIMEOUT"),
                        own.keySet()),
                environment.keySet());
        own.forEach((name, value) -> assertEquals(value, environment.get(name), name));
        assertEquals(role, environment.get("THROUGHLINE_ROLES"));
        assertEquals("false", environment.get("THROUGHLINE_DATABASE_MIGRATE"));
        assertEquals("8080", environment.get("QUARKUS_HTTP_PORT"));
        assertEquals("postgresql://postgresql.data:5432/" + subject, environment.get("THROUGHLINE_DATABASE_URL"));
        assertEquals("rabbitmq.data", environment.get("THROUGHLINE_BROKER_HOST"));
        assertEquals("5672", environment.get("THROUGHLINE_BROKER_PORT"));
        assertEquals("/", environment.get("THROUGHLINE_BROKER_VIRTUAL_HOST"));
        assertEquals("secret " + subject + "-database/username", environment.get("THROUGHLINE_DATABASE_USERNAME"));
        assertEquals("secret " + subject + "-database/password", environment.get("THROUGHLINE_DATABASE_PASSWORD"));
        assertEquals("secret throughline-broker/username", environment.get("THROUGHLINE_BROKER_USERNAME"));
        assertEquals("secret throughline-broker/password", environment.get("THROUGHLINE_BROKER_PASSWORD"));
    }

    @ParameterizedTest
    @CsvSource({
        "booking-service, booking",
        "notification-service, notification",
        "document-service, document",
        "status-projection, status",
    })
    void aMigrationIsTheOnlyOneWithTheOwnersLoginAndHasNoOther(String service, String subject) {
        var manifests = Chart.minimal().manifests();
        var job = manifests.one(Job.class, "demo-" + service + "-migrate-1");
        var environment = Environment.of(
                manifests, job.getSpec().getTemplate().getSpec().getContainers().get(0));

        assertEquals(union(SETTINGS, LOGIN, OWNER_LOGIN, Set.of("THROUGHLINE_MIGRATE_ONLY")), environment.keySet());
        assertEquals("true", environment.get("THROUGHLINE_MIGRATE_ONLY"));
        assertEquals(
                "secret " + subject + "-database-owner/username",
                environment.get("THROUGHLINE_DATABASE_OWNER_USERNAME"));
        assertEquals(
                "secret " + subject + "-database-owner/password",
                environment.get("THROUGHLINE_DATABASE_OWNER_PASSWORD"));
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void noPodThatStaysKnowsTheOwnerOfTheSchema(Manifests manifests) {
        for (var deployment : manifests.all(Deployment.class)) {
            var seen =
                    deployment.getSpec().getTemplate().getSpec().getContainers().toString();
            assertFalse(seen.contains("OWNER") || seen.contains("-owner"), seen);
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void theChartHoldsNoSecretAndPassesNoneInTheOpen(Manifests manifests) {
        assertTrue(manifests.names().stream().noneMatch(name -> name.startsWith("Secret/")));
        for (var container : manifests.containers()) {
            for (var variable : container.getEnv()) {
                if (variable.getName().matches(".*(USERNAME|PASSWORD|SECRET|TOKEN|CREDENTIAL|KEYS).*")) {
                    assertNull(variable.getValue(), variable::toString);
                    assertNotNull(variable.getValueFrom().getSecretKeyRef(), variable::toString);
                }
            }
        }
        for (var config : manifests.all(ConfigMap.class)) {
            for (var name : config.getData().keySet()) {
                assertFalse(name.matches(".*(USERNAME|PASSWORD|SECRET|TOKEN|CREDENTIAL|KEYS).*"), name);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void noVariableIsGivenTwice(Manifests manifests) {
        for (var container : manifests.containers()) {
            var names = container.getEnv().stream().map(EnvVar::getName).toList();
            assertEquals(names.size(), new HashSet<>(names).size(), names::toString);
        }
    }

    @Test
    void tracesGoWhereTheyAreWanted() {
        var environment = Environment.of(
                Chart.minimal().with("tracing: {otlpEndpoint: 'http://jaeger-collector.observability:4317'}"),
                "worker");

        assertEquals(
                "http://jaeger-collector.observability:4317", environment.get("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT"));
        assertFalse(environment.containsKey("QUARKUS_OTEL_SDK_DISABLED"));
        assertEquals("true", Environment.of(Chart.minimal(), "worker").get("QUARKUS_OTEL_SDK_DISABLED"));
    }

    @Test
    void theKeysOfBearerTokensAreAFileWhenAConfigMapHoldsThem() {
        var chart = Chart.minimal().with("identity: {jwksUrl: '', publicKey: {existingConfigMap: identity-keys}}");
        var manifests = chart.manifests();

        assertEquals(
                "file:/etc/throughline/identity/jwks.json",
                Environment.of(chart, "api").get("THROUGHLINE_JWT_PUBLICKEY"));
        for (var template : manifests.podTemplates()) {
            var volume = template.getSpec().getVolumes().get(1);
            assertEquals("identity-keys", volume.getConfigMap().getName());
            assertEquals(
                    "/etc/throughline/identity",
                    template.getSpec()
                            .getContainers()
                            .get(0)
                            .getVolumeMounts()
                            .get(1)
                            .getMountPath());
        }
    }

    @Test
    void partnersSecretsReachThePodsThatWorkButNotTheMigration() {
        var manifests = Chart.everything().manifests();
        var withSecrets = manifests.podTemplates().stream()
                .filter(template -> template.getSpec().getContainers().get(0).getEnvFrom().stream()
                        .anyMatch(source -> source.getSecretRef() != null))
                .map(template -> template.getMetadata().getLabels().get("app.kubernetes.io/component"))
                .sorted()
                .toList();

        assertEquals(List.of("api", "worker"), withSecrets);
    }

    @Test
    void furtherSettingsGoToTheConfigMapAndFurtherVariablesToThePods() {
        var environment = Environment.of(Chart.everything(), "api");

        assertEquals("INFO", environment.get("QUARKUS_LOG_LEVEL"));
        assertEquals("secret proxy/url", environment.get("HTTPS_PROXY"));
        assertEquals("secret booking-broker/username", environment.get("THROUGHLINE_BROKER_USERNAME"));
    }

    @SafeVarargs
    private static Set<String> union(Set<String>... sets) {
        var all = new TreeSet<String>();
        for (var set : sets) {
            all.addAll(set);
        }
        return all;
    }
}
