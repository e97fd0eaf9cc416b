package dev.throughline.helm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check that all other tests rest on: it accepts what is right and catches what is planted. */
class StrictManifestsTest {

    private static final String RENDERED = Chart.everything().render();

    @Test
    void acceptsEverythingTheChartRenders() {
        assertDoesNotThrow(() -> Manifests.read(RENDERED));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "terminationGracePeriodSeconds: | terminationGracePeriodSecond:",
                "readOnlyRootFilesystem: true   | readOnlyRootFileSystem: true",
                "readOnlyRootFilesystem: true   | readOnlyRootFilesystem: \"true\"",
                "readOnlyRootFilesystem: true   | readOnlyRootFilesystem: 1",
                "containerPort: 8080            | containerPort: \"8080\"",
                "containerPort: 8080            | containerPort: 8080.5",
                "QUARKUS_HTTP_PORT: \"8080\"    | QUARKUS_HTTP_PORT: 8080",
                "value: \"false\"               | value: false",
                "drop: [ALL]                    | drop: ALL",
                "drop: [ALL]                    | drop: [1]",
                "policyTypes: [Ingress, Egress] | policyType: [Ingress, Egress]",
                "topologyKey: kubernetes.io     | topologykey: kubernetes.io",
                "maxReplicas: 9                 | maxReplicas: \"9\"",
                "backoffLimit: 2                | backoffLimit: 2.5",
                "pathType: Prefix               | pathtype: Prefix",
                "unhealthyPodEvictionPolicy:    | unhealthyPodsEvictionPolicy:",
                "appProtocol: http              | appProtokol: http",
                "automountServiceAccountToken: false | automountServiceAccountToken: no-thanks",
                "kind: Deployment               | kind: Deploiment",
                "apiVersion: policy/v1          | apiVersion: policy/v1beta1",
                "restartPolicy: Never           | restartPolicy: [Never]",
                "value: \"50\"                  | value: 50",
                "targetQueryValue: \"20\"       | targetQueryValue: 20",
                "minReplicaCount: 2             | minReplicas: 2",
                "scaleTargetRef:                | scaleTarget:",
                "podMetricsEndpoints:           | endpoints:",
                "for: 15m                       | during: 15m",
                "expr:                          | expression:",
                "parameter: userName            | param: userName",
            })
    void refusesAPlantedDefect(String right, String wrong) {
        var damaged = RENDERED.replaceFirst(Pattern.quote(right), wrong);
        assertTrue(RENDERED.contains(right), "nothing to damage");

        var refused = assertThrows(InvalidManifest.class, () -> Manifests.read(damaged));
        assertFalse(refused.getMessage().startsWith("not YAML"), "the damage has to be found by the models");
    }

    @Test
    void refusesAKeyGivenTwice() {
        var damaged = RENDERED.replaceFirst("backoffLimit: 2\n", "backoffLimit: 2\n  backoffLimit: 3\n");
        assertTrue(damaged.length() > RENDERED.length(), "nothing to damage");

        assertThrows(InvalidManifest.class, () -> Manifests.read(damaged));
    }

    @Test
    void refusesFieldsThatCameAfterKubernetes134() {
        var newer = RENDERED.replaceFirst("enableServiceLinks: false", "workloadRef: {name: a, podGroup: b}");

        var refused = assertThrows(InvalidManifest.class, () -> Manifests.read(newer));
        assertTrue(refused.getMessage().contains("workloadRef"), refused::getMessage);
    }
}
