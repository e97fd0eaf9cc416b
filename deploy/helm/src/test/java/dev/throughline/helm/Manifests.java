package dev.throughline.helm;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.stream.Stream;

/** What a rendering contains; every object has passed {@link StrictManifests}. */
record Manifests(List<JsonNode> trees, List<Object> objects) {

    static Manifests read(String yaml) {
        var trees = Yaml.documents(yaml);
        return new Manifests(trees, trees.stream().map(StrictManifests::read).toList());
    }

    <T> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> kind, String name) {
        return all(kind).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name + " among " + names()));
    }

    <T extends HasMetadata> boolean has(Class<T> kind, String name) {
        return all(kind).stream()
                .anyMatch(object -> object.getMetadata().getName().equals(name));
    }

    /** {@code Kind/name} of every object, in the order of the rendering. */
    List<String> names() {
        return trees.stream()
                .map(tree -> tree.path("kind").asText() + "/"
                        + tree.path("metadata").path("name").asText())
                .toList();
    }

    /** What pods are made from: the templates of Deployments and Jobs. */
    List<PodTemplateSpec> podTemplates() {
        return Stream.concat(
                        all(Deployment.class).stream()
                                .map(deployment -> deployment.getSpec().getTemplate()),
                        all(Job.class).stream().map(job -> job.getSpec().getTemplate()))
                .toList();
    }

    List<Container> containers() {
        return podTemplates().stream()
                .flatMap(template -> Stream.concat(
                        template.getSpec().getContainers().stream(), template.getSpec().getInitContainers().stream()))
                .toList();
    }
}
