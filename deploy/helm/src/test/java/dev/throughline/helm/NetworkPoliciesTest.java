package dev.throughline.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which connections pods accept and open. */
class NetworkPoliciesTest {

    @Test
    void podsAcceptConnectionsFromTheNamedNamespacesOnly() {
        var manifests = Chart.alone()
                .with("networkPolicy: {httpFromNamespaces: [gateway], metricsFromNamespaces: [prometheus]}")
                .manifests();

        assertEquals(List.of("gateway", "prometheus"), allowed(manifests, "demo-booking-service-api"));
        assertEquals(List.of("prometheus"), allowed(manifests, "demo-booking-service-worker"));
        assertEquals(List.of(), allowed(manifests, "demo-booking-service-migrate"));
    }

    @Test
    void withoutAnyNamespaceNobodyMayConnect() {
        var manifests = Chart.alone()
                .with("networkPolicy: {httpFromNamespaces: [], metricsFromNamespaces: []}")
                .manifests();

        assertEquals(
                List.of(),
                manifests
                        .one(NetworkPolicy.class, "demo-booking-service-api")
                        .getSpec()
                        .getIngress());
    }

    private static List<String> allowed(Manifests manifests, String policy) {
        return manifests.one(NetworkPolicy.class, policy).getSpec().getIngress().stream()
                .flatMap(rule -> rule.getFrom().stream())
                .map(peer -> peer.getNamespaceSelector().getMatchLabels().get("kubernetes.io/metadata.name"))
                .toList();
    }

    @Test
    void podsConnectToTheirDatabaseTheBrokerTheCollectorAndPartnersOnly() {
        var manifests = Chart.everything().manifests();

        assertEquals(List.of(53, 53, 5432, 5672, 4317, 443, 8443), ports(manifests, "demo-booking-service-worker"));
        assertEquals(List.of(53, 53, 5433, 5672, 4317, 443, 8443), ports(manifests, "demo-status-projection-worker"));
        assertEquals(List.of(53, 53, 5432, 5672, 4317, 443, 8443), ports(manifests, "demo-notification-service-api"));
        assertEquals(List.of(53, 53, 5432), ports(manifests, "demo-booking-service-migrate"));
        assertEquals(List.of(53, 53, 5432, 5672, 443), ports(Chart.alone().manifests(), "demo-booking-service-worker"));
    }

    @Test
    void onlyWorkersOfTheNotificationServiceConnectToTheMailServer() {
        var everything = Chart.everything().manifests();
        var minimal = Chart.minimal().manifests();

        assertEquals(List.of("demo-notification-service-worker"), policiesWith(everything, 465));
        assertEquals(List.of("demo-notification-service-worker"), policiesWith(minimal, 587));
        assertEquals(
                List.of("198.51.100.0/24"),
                peers(everything, "demo-notification-service-worker", 465)
                        .map(peer -> peer.getIpBlock().getCidr())
                        .toList());
        assertEquals(0, peers(minimal, "demo-notification-service-worker", 587).count(), "any address on the port");
    }

    @Test
    void theConsoleReachesTheServicesItAsksAndTheyLetItIn() {
        var manifests = Chart.everything().manifests();
        var asked = Environment.of(Chart.everything(), "status-projection", "api").entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("THROUGHLINE_CONSOLE_SERVICES_"))
                .map(variable -> URI.create(variable.getValue()).getHost())
                .sorted()
                .toList();

        assertEquals(
                List.of("demo-booking-service-api", "demo-document-service-api", "demo-notification-service-api"),
                asked);
        assertEquals(List.of("demo-status-projection-api"), policiesWith(manifests, 8080));
        assertEquals(
                asked,
                peers(manifests, "demo-status-projection-api", 8080)
                        .flatMap(peer -> selected(manifests, peer))
                        .sorted()
                        .toList());
        for (var deployment : manifests.all(Deployment.class)) {
            var name = deployment.getMetadata().getName();
            var admitted = manifests.one(NetworkPolicy.class, name).getSpec().getIngress().stream()
                    .flatMap(rule -> rule.getFrom().stream())
                    .filter(peer -> peer.getPodSelector() != null)
                    .flatMap(peer -> selected(manifests, peer))
                    .toList();
            assertEquals(asked.contains(name) ? List.of("demo-status-projection-api") : List.of(), admitted, name);
        }
    }

    @Test
    void theConsolesServicesAreThoseOfTheRelease() {
        var without = Chart.minimal()
                .with("services: {document-service: {enabled: false}, "
                        + "notification-service: {roles: {api: {enabled: false}}}}")
                .manifests();
        var noConsole = Chart.minimal()
                .with("{services: {status-projection: {enabled: false}}, "
                        + "networkPolicy: {httpFromNamespaces: [], metricsFromNamespaces: []}}")
                .manifests();
        var alone = Chart.minimal()
                .with("services: {booking-service: {enabled: false}, document-service: {enabled: false}, "
                        + "notification-service: {enabled: false}}")
                .manifests();

        assertEquals(
                List.of("demo-booking-service-api"),
                peers(without, "demo-status-projection-api", 8080)
                        .flatMap(peer -> selected(without, peer))
                        .toList());
        assertEquals(
                List.of(),
                noConsole
                        .one(NetworkPolicy.class, "demo-booking-service-api")
                        .getSpec()
                        .getIngress());
        assertEquals(List.of(), policiesWith(alone, 8080), "a rule without peers would allow any address");
    }

    private static List<String> policiesWith(Manifests manifests, int port) {
        return manifests.all(NetworkPolicy.class).stream()
                .map(policy -> policy.getMetadata().getName())
                .filter(policy -> ports(manifests, policy).contains(port))
                .toList();
    }

    private static Stream<NetworkPolicyPeer> peers(Manifests manifests, String policy, int port) {
        return manifests.one(NetworkPolicy.class, policy).getSpec().getEgress().stream()
                .filter(rule -> rule.getPorts().get(0).getPort().getIntVal() == port)
                .flatMap(rule -> rule.getTo().stream());
    }

    private static Stream<String> selected(Manifests manifests, NetworkPolicyPeer peer) {
        var labels = peer.getPodSelector().getMatchLabels().entrySet();
        assertFalse(labels.isEmpty(), "an empty selector selects every pod of the namespace");
        return manifests.all(Deployment.class).stream()
                .filter(deployment -> deployment
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(labels))
                .map(deployment -> deployment.getMetadata().getName());
    }

    @ParameterizedTest
    @CsvSource({"http://collector, 80", "https://collector/v1/traces, 443", "https://collector:4318/v1, 4318"})
    void thePortOfTheCollectorIsThatOfItsEndpoint(String endpoint, int port) {
        var manifests = Chart.alone()
                .with("tracing: {otlpEndpoint: '" + endpoint + "'}")
                .manifests();

        assertEquals(port, ports(manifests, "demo-booking-service-api").get(4));
    }

    private static List<Integer> ports(Manifests manifests, String policy) {
        return manifests.one(NetworkPolicy.class, policy).getSpec().getEgress().stream()
                .map(NetworkPolicyEgressRule::getPorts)
                .flatMap(List::stream)
                .map(port -> port.getPort().getIntVal())
                .toList();
    }
}
