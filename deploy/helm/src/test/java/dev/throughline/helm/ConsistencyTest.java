package dev.throughline.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.helm.CustomResources.PodMonitor;
import dev.throughline.helm.CustomResources.ScaledObject;
import dev.throughline.helm.CustomResources.ServiceMonitor;
import dev.throughline.helm.CustomResources.TriggerAuthentication;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The objects of one rendering fit together: whatever names or selects another one finds it. */
class ConsistencyTest {

    static Stream<Manifests> renderings() {
        return Stream.of(Chart.minimal().manifests(), Chart.everything().manifests());
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void noTwoObjectsOfAKindShareAName(Manifests manifests) {
        assertEquals(manifests.names().size(), new HashSet<>(manifests.names()).size());
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyObjectCarriesTheRecommendedLabels(Manifests manifests) {
        for (var tree : manifests.trees()) {
            var labels = tree.path("metadata").path("labels");
            for (var label : List.of("name", "instance", "version", "part-of", "managed-by")) {
                assertTrue(labels.hasNonNull("app.kubernetes.io/" + label), () -> label + " of " + tree);
            }
            labels.fields().forEachRemaining(label -> assertLabelValue(label.getValue()));
        }
    }

    private static void assertLabelValue(JsonNode value) {
        assertTrue(value.asText().matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"), value::asText);
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void aDeploymentSelectsItsOwnPodsAndNoOthers(Manifests manifests) {
        for (var deployment : manifests.all(Deployment.class)) {
            assertEquals(
                    List.of(deployment.getSpec().getTemplate()),
                    selected(manifests, deployment.getSpec().getSelector().getMatchLabels()));
        }
    }

    @Test
    void twoReleasesInOneNamespaceNeverSelectEachOthersPods() {
        var first = Chart.everything().released("first").manifests();
        var second = Chart.everything().released("second").manifests();

        for (var deployment : first.all(Deployment.class)) {
            var labels = deployment.getSpec().getSelector().getMatchLabels();
            assertEquals(1, selected(first, labels).size());
            assertEquals(List.of(), selected(second, labels));
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyApiHasAServiceAndNoWorkerHasOne(Manifests manifests) {
        for (var deployment : manifests.all(Deployment.class)) {
            var name = deployment.getMetadata().getName();
            assertEquals(name.endsWith("-api"), manifests.has(Service.class, name), name);
        }
        for (var service : manifests.all(Service.class)) {
            var name = service.getMetadata().getName();
            var pods = manifests.one(Deployment.class, name).getSpec().getTemplate();
            var port = service.getSpec().getPorts().get(0);
            assertEquals(1, service.getSpec().getPorts().size());
            assertEquals("http", port.getName());
            assertEquals(8080, port.getPort());
            assertEquals(List.of(pods), selected(manifests, service.getSpec().getSelector()));
            assertTrue(pods.getSpec().getContainers().get(0).getPorts().stream()
                    .anyMatch(offered ->
                            offered.getName().equals(port.getTargetPort().getStrVal())
                                    && offered.getContainerPort() == 8080));
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyPodHasOneNetworkPolicyOfItsOwn(Manifests manifests) {
        var policies = manifests.all(NetworkPolicy.class);
        for (var template : manifests.podTemplates()) {
            var own = policies.stream()
                    .filter(policy -> selected(
                                    manifests, policy.getSpec().getPodSelector().getMatchLabels())
                            .equals(List.of(template)))
                    .toList();
            assertEquals(
                    1, own.size(), () -> "policies of " + template.getMetadata().getLabels());
            assertEquals(List.of("Ingress", "Egress"), own.get(0).getSpec().getPolicyTypes());
        }
        assertEquals(manifests.podTemplates().size(), policies.size());
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void budgetsSelectThePodsOfOneDeployment(Manifests manifests) {
        var budgets = manifests.all(PodDisruptionBudget.class);
        assertFalse(budgets.isEmpty());
        for (var budget : budgets) {
            var deployment =
                    manifests.one(Deployment.class, budget.getMetadata().getName());
            assertEquals(
                    List.of(deployment.getSpec().getTemplate()),
                    selected(manifests, budget.getSpec().getSelector().getMatchLabels()));
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void podsAreSpreadAmongTheirOwnKind(Manifests manifests) {
        for (var template : manifests.podTemplates()) {
            for (var spread : template.getSpec().getTopologySpreadConstraints()) {
                assertEquals(
                        List.of(template),
                        selected(manifests, spread.getLabelSelector().getMatchLabels()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyAccountAndConfigMapThatPodsNameExists(Manifests manifests) {
        for (var template : manifests.podTemplates()) {
            manifests.one(ServiceAccount.class, template.getSpec().getServiceAccountName());
        }
        for (var container : manifests.containers()) {
            for (var source : container.getEnvFrom()) {
                if (source.getConfigMapRef() != null) {
                    manifests.one(ConfigMap.class, source.getConfigMapRef().getName());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyVolumeIsDeclaredAndMounted(Manifests manifests) {
        for (var template : manifests.podTemplates()) {
            var declared = template.getSpec().getVolumes().stream()
                    .map(volume -> volume.getName())
                    .toList();
            for (var container : template.getSpec().getContainers()) {
                assertEquals(
                        declared,
                        container.getVolumeMounts().stream()
                                .map(mount -> mount.getName())
                                .toList());
            }
        }
    }

    @Test
    void scalersAimAtDeploymentsThatLeaveTheNumberOfPodsToThem() {
        var manifests = Chart.everything().manifests();
        var scaled = Stream.concat(
                        manifests.all(HorizontalPodAutoscaler.class).stream()
                                .map(scaler ->
                                        scaler.getSpec().getScaleTargetRef().getName()),
                        manifests.all(ScaledObject.class).stream()
                                .map(scaler -> scaler.spec().scaleTargetRef().name()))
                .toList();

        assertEquals(8, scaled.size());
        for (var name : scaled) {
            assertEquals(null, manifests.one(Deployment.class, name).getSpec().getReplicas(), name);
        }
        for (var deployment : Chart.minimal().manifests().all(Deployment.class)) {
            assertEquals(2, deployment.getSpec().getReplicas());
        }
    }

    @Test
    void everyTriggerFindsItsAuthentication() {
        var manifests = Chart.everything().manifests();
        var authentications = manifests.all(TriggerAuthentication.class).stream()
                .map(authentication -> authentication.metadata().getName())
                .toList();
        var triggers = manifests.all(ScaledObject.class).stream()
                .flatMap(scaler -> scaler.spec().triggers().stream())
                .toList();

        assertEquals(7, triggers.size());
        for (var trigger : triggers) {
            assertTrue(authentications.contains(trigger.authenticationRef().name()), trigger::toString);
        }
    }

    @Test
    void monitorsFindWhatTheyScrape() {
        var manifests = Chart.everything().manifests();
        var serviceMonitors = manifests.all(ServiceMonitor.class);
        var podMonitors = manifests.all(PodMonitor.class);

        assertEquals(4, serviceMonitors.size());
        assertEquals(4, podMonitors.size());
        for (var monitor : serviceMonitors) {
            var wanted = monitor.spec().selector().getMatchLabels().entrySet();
            assertEquals(
                    1,
                    manifests.all(Service.class).stream()
                            .filter(service ->
                                    service.getMetadata().getLabels().entrySet().containsAll(wanted))
                            .count());
        }
        for (var monitor : podMonitors) {
            assertEquals(
                    1,
                    selected(manifests, monitor.spec().selector().getMatchLabels())
                            .size());
        }
    }

    @Test
    void ingressesLeadToTheHttpPortOfAService() {
        var ingresses = Chart.everything().manifests();

        assertEquals(4, ingresses.all(Ingress.class).size());
        for (var ingress : ingresses.all(Ingress.class)) {
            for (var path : ingress.getSpec().getRules().get(0).getHttp().getPaths()) {
                var backend = path.getBackend().getService();
                var service = ingresses.one(Service.class, backend.getName());
                assertEquals(
                        service.getSpec().getPorts().get(0).getName(),
                        backend.getPort().getName());
                assertFalse("/q/".startsWith(path.getPath()), "health and metrics are not for the world");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"notification-service", "document-service", "status-projection", "booking-service"})
    void kedaWatchesTheQueuesThatTheServiceConsumes(String service) {
        var consumed = Yaml.tree(Chart.read(Path.of("../..", service, "src/main/resources/application.yaml")))
                .findValues("incoming")
                .stream()
                .flatMap(incoming -> incoming.findValues("queue").stream())
                .map(queue -> queue.path("name").asText())
                .toList();
        var watched = Chart.minimal()
                .with("defaults: {roles: {worker: {keda: {enabled: true}}}}")
                .manifests()
                .all(ScaledObject.class)
                .stream()
                .filter(scaler -> scaler.metadata().getName().equals("demo-" + service + "-worker"))
                .flatMap(scaler -> scaler.spec().triggers().stream())
                .filter(trigger -> trigger.type().equals("rabbitmq"))
                .map(trigger -> trigger.metadata().get("queueName"))
                .toList();

        assertEquals(consumed, watched);
        assertEquals(service.equals("booking-service") ? 0 : 1, watched.size());
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void whatTheMigrationNeedsIsThereBeforeIt(Manifests manifests) {
        assertFalse(manifests.all(Job.class).isEmpty());
        for (var job : manifests.all(Job.class)) {
            var template = job.getSpec().getTemplate();
            var account = manifests.one(ServiceAccount.class, template.getSpec().getServiceAccountName());
            assertTrue(weight(account.getMetadata().getAnnotations())
                    < weight(job.getMetadata().getAnnotations()));
            var policy = manifests.all(NetworkPolicy.class).stream()
                    .filter(candidate -> selected(
                                    manifests,
                                    candidate.getSpec().getPodSelector().getMatchLabels())
                            .contains(template))
                    .findFirst()
                    .orElseThrow();
            assertTrue(weight(policy.getMetadata().getAnnotations())
                    < weight(job.getMetadata().getAnnotations()));
            assertEquals(List.of(), template.getSpec().getContainers().get(0).getEnvFrom());
        }
    }

    private static int weight(Map<String, String> annotations) {
        assertEquals("pre-install,pre-upgrade", annotations.get(Chart.Unhooked.PREFIX + "hook"));
        return Integer.parseInt(annotations.get(Chart.Unhooked.PREFIX + "hook-weight"));
    }

    private static List<PodTemplateSpec> selected(Manifests manifests, Map<String, String> labels) {
        assertFalse(labels.isEmpty(), "an empty selector selects every pod of the namespace");
        return manifests.podTemplates().stream()
                .filter(template ->
                        template.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }
}
