package dev.throughline.helm;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;

/**
 * The part of the custom resources of KEDA and the Prometheus operator that the chart uses, kept by hand after their
 * reference documentation: what is not here, the chart may not render.
 */
final class CustomResources {

    private CustomResources() {}

    record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, ScaledObjectSpec spec) {}

    record ScaledObjectSpec(
            ScaleTarget scaleTargetRef,
            Integer pollingInterval,
            Integer minReplicaCount,
            Integer maxReplicaCount,
            List<Trigger> triggers) {
        ScaledObjectSpec {
            requireNonNull(scaleTargetRef, "scaleTargetRef");
            requireNonNull(triggers, "triggers");
        }
    }

    record ScaleTarget(String name) {
        ScaleTarget {
            requireNonNull(name, "name");
        }
    }

    /** KEDA takes nothing but strings in a trigger's metadata. */
    record Trigger(String type, Map<String, String> metadata, Reference authenticationRef) {
        Trigger {
            requireNonNull(type, "type");
            requireNonNull(metadata, "metadata");
        }
    }

    record Reference(String name) {}

    record TriggerAuthentication(String apiVersion, String kind, ObjectMeta metadata, TriggerAuthenticationSpec spec) {}

    record TriggerAuthenticationSpec(List<SecretTarget> secretTargetRef) {}

    record SecretTarget(String parameter, String name, String key) {
        SecretTarget {
            requireNonNull(parameter, "parameter");
            requireNonNull(name, "name");
            requireNonNull(key, "key");
        }
    }

    record ServiceMonitor(String apiVersion, String kind, ObjectMeta metadata, ServiceMonitorSpec spec) {}

    record ServiceMonitorSpec(LabelSelector selector, List<String> podTargetLabels, List<Endpoint> endpoints) {
        ServiceMonitorSpec {
            requireNonNull(selector, "selector");
            requireNonNull(endpoints, "endpoints");
        }
    }

    record PodMonitor(String apiVersion, String kind, ObjectMeta metadata, PodMonitorSpec spec) {}

    record PodMonitorSpec(LabelSelector selector, List<String> podTargetLabels, List<Endpoint> podMetricsEndpoints) {
        PodMonitorSpec {
            requireNonNull(selector, "selector");
            requireNonNull(podMetricsEndpoints, "podMetricsEndpoints");
        }
    }

    record Endpoint(String port, String path, String interval) {}

    record PrometheusRule(String apiVersion, String kind, ObjectMeta metadata, PrometheusRuleSpec spec) {}

    record PrometheusRuleSpec(List<RuleGroup> groups) {}

    record RuleGroup(String name, List<Rule> rules) {
        RuleGroup {
            requireNonNull(name, "name");
            requireNonNull(rules, "rules");
        }
    }

    record Rule(
            String alert,
            String expr,
            @JsonProperty("for") String lasting,
            Map<String, String> labels,
            Map<String, String> annotations) {
        Rule {
            requireNonNull(alert, "alert");
            requireNonNull(expr, "expr");
        }
    }
}
