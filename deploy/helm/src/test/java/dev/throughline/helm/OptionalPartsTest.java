package dev.throughline.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.helm.CustomResources.PrometheusRule;
import dev.throughline.helm.CustomResources.ScaledObject;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionalPartsTest {

    @Test
    void aRoleWithOnePodHasNoBudgetThatWouldBlockTheDrainOfItsNode() {
        var manifests =
                Chart.alone().with("defaults: {roles: {worker: {replicas: 1}}}").manifests();

        assertTrue(manifests.has(PodDisruptionBudget.class, "demo-booking-service-api"));
        assertFalse(manifests.has(PodDisruptionBudget.class, "demo-booking-service-worker"));
    }

    @Test
    void theBudgetOfAScaledRoleFollowsItsFewestPods() {
        var manifests = Chart.alone()
                .with("defaults: {roles: {api: {replicas: 1, autoscaling: {enabled: true, minReplicas: 3}}, "
                        + "worker: {replicas: 3, keda: {enabled: true, minReplicas: 1}}}}")
                .manifests();

        assertTrue(manifests.has(PodDisruptionBudget.class, "demo-booking-service-api"));
        assertFalse(manifests.has(PodDisruptionBudget.class, "demo-booking-service-worker"));
    }

    @Test
    void budgetsPoliciesAndMigrationsCanBeLeftToOthers() {
        var manifests = Chart.alone()
                .with("{defaults: {podDisruptionBudget: {enabled: false}}, networkPolicy: {enabled: false}, "
                        + "migration: {enabled: false}}")
                .manifests();

        assertEquals(List.of(), manifests.all(PodDisruptionBudget.class));
        assertEquals(List.of(), manifests.all(NetworkPolicy.class));
        assertEquals(List.of(), manifests.all(Job.class));
        assertFalse(manifests.names().contains("ServiceAccount/demo-booking-service-migrate"));
        assertEquals(2, manifests.all(Deployment.class).size());
    }

    @ParameterizedTest
    @CsvSource({"api, worker", "worker, api"})
    void aRoleCanBeLeftOut(String left, String kept) {
        var manifests = Chart.alone()
                .with("defaults: {roles: {" + left + ": {enabled: false}}}")
                .manifests();

        assertTrue(manifests.has(Deployment.class, "demo-booking-service-" + kept));
        assertTrue(manifests.names().stream().noneMatch(name -> name.endsWith("booking-service-" + left)));
        assertEquals(kept.equals("api") ? 1 : 0, manifests.all(Service.class).size());
    }

    @Test
    void aReleaseWithoutAnyServiceIsEmpty() {
        var manifests = Chart.alone()
                .with("services: {booking-service: {enabled: false}}")
                .manifests();

        assertEquals(List.of(), manifests.names());
    }

    @Test
    void kedaLooksAtTheQueuesAndTheJobsOfTheService() {
        var triggers = triggers(Chart.everything(), "notification-service");

        assertEquals(
                List.of("rabbitmq", "postgresql"),
                triggers.stream().map(CustomResources.Trigger::type).toList());
        assertEquals(
                "amqp://rabbitmq.data.svc.cluster.local:5672/",
                triggers.get(0).metadata().get("host"));
        assertEquals("throughline", triggers.get(0).metadata().get("vhostName"));
        assertEquals("notification.events", triggers.get(0).metadata().get("queueName"));
        assertEquals("20", triggers.get(0).metadata().get("value"));
        assertEquals("notification", triggers.get(1).metadata().get("dbName"));
        assertTrue(triggers.get(1).metadata().get("query").startsWith("select "));
    }

    @Test
    void kedaLooksAtNothingButJobsWhereNoQueueIsConsumed() {
        var triggers = triggers(Chart.everything(), "booking-service");

        assertEquals(
                List.of("postgresql"),
                triggers.stream().map(CustomResources.Trigger::type).toList());
    }

    private static List<CustomResources.Trigger> triggers(Chart chart, String service) {
        return chart.manifests().all(ScaledObject.class).stream()
                .filter(scaler -> scaler.metadata().getName().equals("demo-" + service + "-worker"))
                .findFirst()
                .orElseThrow()
                .spec()
                .triggers();
    }

    @ParameterizedTest
    @CsvSource({
        "'{worker: {keda: {enabled: true, dueJobs: {perPod: 0}}}}', nothing to scale on",
        "'{worker: {keda: {enabled: true, minReplicas: 20}}}', minReplicas is above maxReplicas",
        "'{api: {autoscaling: {enabled: true, minReplicas: 20}}}', minReplicas is above maxReplicas",
    })
    void aScalerThatCannotWorkIsRefused(String roles, String complaint) {
        var refused = assertThrows(
                IllegalStateException.class, Chart.alone().with("defaults: {roles: " + roles + "}")::render);

        assertTrue(refused.getMessage().contains(complaint), refused::getMessage);
    }

    @Test
    void anIngressPassesOnWhatIsListedAndNothingElse() {
        var ingress = Chart.everything().manifests().one(Ingress.class, "demo-notification-service-api");

        assertEquals(
                "notification.example.com", ingress.getSpec().getRules().get(0).getHost());
        assertEquals(
                List.of("/notifications", "/templates", "/jobs", "/audit"),
                ingress.getSpec().getRules().get(0).getHttp().getPaths().stream()
                        .map(path -> path.getPath())
                        .toList());
        assertEquals(List.of(), ingress.getSpec().getTls());
    }

    @ParameterizedTest
    @CsvSource({"'{enabled: true}', ingress.host", "'{enabled: true, host: a.example.com, paths: []}', ingress.paths"})
    void anIngressWithoutHostOrPathsIsRefused(String ingress, String complaint) {
        var refused = assertThrows(
                IllegalStateException.class,
                Chart.alone().with("services: {booking-service: {ingress: " + ingress + "}}")::render);

        assertTrue(refused.getMessage().contains(complaint), refused::getMessage);
    }

    @Test
    void alertsKeepTheirPlaceholdersForPrometheus() {
        var rules = Chart.everything().manifests().all(PrometheusRule.class).stream()
                .flatMap(rule -> rule.spec().groups().stream())
                .flatMap(group -> group.rules().stream())
                .toList();
        var names = rules.stream().map(CustomResources.Rule::alert).toList();

        assertEquals(names.size(), new HashSet<>(names).size());
        assertTrue(names.contains("ThroughlineQueueGrows"), "extra rules are kept");
        assertTrue(rules.get(0).annotations().get("summary").startsWith("{{ $labels.pod }} "));
        assertTrue(Stream.of("bookings", "demo")
                .allMatch(part -> rules.get(0).expr().contains('"' + part + '"')));
        for (var rule : rules) {
            assertEquals(
                    rule.expr().chars().filter(c -> c == '{').count(),
                    rule.expr().chars().filter(c -> c == '}').count());
        }
    }
}
