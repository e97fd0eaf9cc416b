package dev.throughline.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How pods are confined, probed, updated and ended. */
class PodsTest {

    static Stream<Manifests> renderings() {
        return Stream.of(Chart.minimal().manifests(), Chart.everything().manifests());
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyContainerIsConfined(Manifests manifests) {
        assertFalse(manifests.containers().isEmpty());
        for (var container : manifests.containers()) {
            var confined = container.getSecurityContext();
            assertEquals(true, confined.getReadOnlyRootFilesystem());
            assertEquals(true, confined.getRunAsNonRoot());
            assertEquals(false, confined.getAllowPrivilegeEscalation());
            assertEquals(List.of("ALL"), confined.getCapabilities().getDrop());
            assertEquals(List.of(), confined.getCapabilities().getAdd());
            assertNull(confined.getPrivileged());
            assertNotNull(container.getResources().getRequests().get("cpu"));
            assertNotNull(container.getResources().getRequests().get("memory"));
            assertNotNull(container.getResources().getLimits().get("memory"));
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyPodRunsAsAnOrdinaryUserAndKnowsNothingOfTheCluster(Manifests manifests) {
        for (var template : manifests.podTemplates()) {
            var pod = template.getSpec();
            assertEquals(true, pod.getSecurityContext().getRunAsNonRoot());
            assertEquals(1001L, pod.getSecurityContext().getRunAsUser());
            assertEquals(
                    "RuntimeDefault",
                    pod.getSecurityContext().getSeccompProfile().getType());
            assertEquals(false, pod.getAutomountServiceAccountToken());
            assertEquals(false, pod.getEnableServiceLinks());
            assertNull(pod.getHostNetwork());
            assertNull(pod.getHostPID());
            assertNotNull(pod.getVolumes().get(0).getEmptyDir().getSizeLimit());
            assertEquals(
                    "/tmp", pod.getContainers().get(0).getVolumeMounts().get(0).getMountPath());
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyLongRunningPodIsProbed(Manifests manifests) {
        for (var deployment : manifests.all(Deployment.class)) {
            var container =
                    deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
            assertProbe("/q/health/started", container.getStartupProbe());
            assertProbe("/q/health/ready", container.getReadinessProbe());
            assertProbe("/q/health/live", container.getLivenessProbe());
        }
    }

    private static void assertProbe(String path, Probe probe) {
        assertEquals(path, probe.getHttpGet().getPath());
        assertEquals("http", probe.getHttpGet().getPort().getStrVal());
        assertTrue(probe.getTimeoutSeconds() > 0);
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void anUpdateNeverTakesAPodAwayBeforeItsSuccessorIsReady(Manifests manifests) {
        for (var deployment : manifests.all(Deployment.class)) {
            var update = deployment.getSpec().getStrategy().getRollingUpdate();
            assertEquals(0, update.getMaxUnavailable().getIntVal());
            assertEquals(1, update.getMaxSurge().getIntVal());
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void aPodIsKilledOnlyAfterItCouldHaveFinished(Manifests manifests) {
        for (var deployment : manifests.all(Deployment.class)) {
            var pod = deployment.getSpec().getTemplate().getSpec();
            var container = pod.getContainers().get(0);
            var sleep = container.getLifecycle() == null
                    ? 0
                    : container.getLifecycle().getPreStop().getSleep().getSeconds();
            var timeout = container.getEnv().stream()
                    .filter(variable -> variable.getName().equals("QUARKUS_SHUTDOWN_TIMEOUT"))
                    .mapToLong(variable -> Long.parseLong(variable.getValue().replace("s", "")))
                    .findFirst()
                    .orElseThrow();
            assertEquals(deployment.getMetadata().getName().endsWith("-api"), sleep > 0);
            assertTrue(pod.getTerminationGracePeriodSeconds() > sleep + timeout);
        }
    }

    @Test
    void changedSettingsRestartPodsAndAChangedNumberOfPodsDoesNot() {
        var before = template(Chart.minimal());

        assertEquals(
                before,
                template(Chart.minimal().with("defaults: {roles: {api: {replicas: 5}, worker: {replicas: 1}}}")));
        assertNotEquals(
                before.getMetadata().getAnnotations().get("checksum/config"),
                template(Chart.minimal().with("broker: {port: 5673}"))
                        .getMetadata()
                        .getAnnotations()
                        .get("checksum/config"));
    }

    private static PodTemplateSpec template(Chart chart) {
        return chart.manifests()
                .one(Deployment.class, "demo-booking-service-api")
                .getSpec()
                .getTemplate();
    }

    @Test
    void theMigrationEndsByItselfAndLeavesItsLogForAWhile() {
        var job = Chart.minimal().manifests().one(Job.class, "demo-booking-service-migrate-1");
        var helmsOwnTimeout = 300;

        assertTrue(job.getSpec().getActiveDeadlineSeconds() < helmsOwnTimeout);
        assertEquals(2, job.getSpec().getBackoffLimit());
        assertEquals(86400, job.getSpec().getTtlSecondsAfterFinished());
        assertEquals("Never", job.getSpec().getTemplate().getSpec().getRestartPolicy());
        assertEquals(
                "before-hook-creation",
                job.getMetadata().getAnnotations().get(Chart.Unhooked.PREFIX + "hook-delete-policy"));
    }
}
