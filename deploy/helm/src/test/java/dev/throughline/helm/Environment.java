package dev.throughline.helm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.TreeMap;

/** The environment variables of a container, those of its ConfigMap included. */
final class Environment {

    private Environment() {}

    /** Those whose names begin with the pattern. */
    static Map<String, String> named(Map<String, String> environment, String beginning) {
        var named = new TreeMap<>(environment);
        named.keySet().removeIf(name -> !name.matches("(" + beginning + ").*"));
        return named;
    }

    static Map<String, String> of(Chart chart, String role) {
        return of(chart, "booking-service", role);
    }

    static Map<String, String> of(Chart chart, String service, String role) {
        var manifests = chart.manifests();
        var deployment = manifests.one(Deployment.class, "demo-" + service + "-" + role);
        return of(
                manifests,
                deployment.getSpec().getTemplate().getSpec().getContainers().get(0));
    }

    /** Variables by name; one from a Secret reads {@code secret name/key}. */
    static Map<String, String> of(Manifests manifests, Container container) {
        var environment = new TreeMap<String, String>();
        for (var source : container.getEnvFrom()) {
            if (source.getConfigMapRef() != null) {
                environment.putAll(manifests
                        .one(ConfigMap.class, source.getConfigMapRef().getName())
                        .getData());
            }
        }
        for (var variable : container.getEnv()) {
            environment.put(variable.getName(), value(variable));
        }
        return environment;
    }

    private static String value(EnvVar variable) {
        if (variable.getValueFrom() == null) {
            return variable.getValue();
        }
        var secret = variable.getValueFrom().getSecretKeyRef();
        return "secret " + secret.getName() + "/" + secret.getKey();
    }
}
