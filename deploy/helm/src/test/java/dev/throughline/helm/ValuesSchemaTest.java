package dev.throughline.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesSchemaTest {

    private static final JsonNode SCHEMA = Yaml.tree(Chart.read(Chart.FOLDER.resolve("values.schema.json")));

    private static final Set<String> PLAIN = Set.of(
            "affinity",
            "annotations",
            "className",
            "enabled",
            "host",
            "interval",
            "labels",
            "limits",
            "maxReplicas",
            "minReplicas",
            "ownerPasswordKey",
            "ownerUsernameKey",
            "passwordKey",
            "podAnnotations",
            "port",
            "preStopSleepSeconds",
            "priorityClassName",
            "requests",
            "tolerations",
            "usernameKey");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{databse: {host: a}}                                              | databse",
                "{database: {hots: a}}                                             | hots",
                "{database: {host: 'postgresql://a'}}                              | /database/host",
                "{database: {port: 0}}                                             | /database/port",
                "{database: {port: '5432'}}                                        | /database/port",
                "{database: {password: hunter2}}                                   | password",
                "{broker: {virtualHost: ''}}                                       | /broker/virtualHost",
                "{broker: {password: hunter2}}                                     | password",
                "{image: {pullPolicy: Sometimes}}                                  | /image/pullPolicy",
                "{image: {tag: 'a tag'}}                                           | /image/tag",
                "{identity: {jwksUrl: identity.example.com}}                       | /identity/jwksUrl",
                "{tracing: {otlpEndpoint: 'jaeger:4317'}}                          | /tracing/otlpEndpoint",
                "{networkPolicy: {httpFromNamespaces: [A_b]}}                      | /networkPolicy/httpFromNamespaces/0",
                "{mail: {password: hunter2}}                                        | password",
                "{mail: {host: 'smtp://a'}}                                         | /mail/host",
                "{mail: {encryption: optional}}                                     | /mail/encryption",
                "{mail: {from: 'Throughline <a@example.com>'}}                      | /mail/from",
                "{mail: {zone: 'Berlin, Europe'}}                                   | /mail/zone",
                "{mail: {tenants: {acme-north: {from: a@example.com}}}}             | acme-north",
                "{mail: {tenants: {acme: {sender: a@example.com}}}}                 | sender",
                "{documents: {publicUrl: documents.example.com}}                    | /documents/publicUrl",
                "{documents: {links: {keys: 'a:b'}}}                                | keys",
                "{console: {traceUrl: 'https://jaeger.example.com/trace/'}}         | /console/traceUrl",
                "{console: {tokenForm: true}}                                       | tokenForm",
                "{console: {signIn: {clientSecret: hunter2}}}                       | clientSecret",
                "{monitoring: {prometheusRule: {maxErrorRatio: 5}}}                | maxErrorRatio",
                "{monitoring: {serviceMonitor: {interval: often}}}                 | interval",
                "{defaults: {enabled: true}}                                       | enabled",
                "{defaults: {roles: {api: {replicas: two}}}}                       | /defaults/roles/api/replicas",
                "{defaults: {roles: {api: {replicas: -1}}}}                        | /defaults/roles/api/replicas",
                "{defaults: {roles: {batch: {replicas: 1}}}}                       | batch",
                "{defaults: {roles: {worker: {autoscaling: {enabled: true}}}}}     | autoscaling",
                "{defaults: {roles: {worker: {keda: {minReplicas: 0}}}}}           | minReplicas",
                "{defaults: {roles: {worker: {keda: {queues: [{name: a}]}}}}}      | messagesPerPod",
                "{defaults: {roles: {api: {resources: {limits: {memory: lots}}}}}} | memory",
                "{defaults: {config: {QUARKUS_LOG_LEVEL: 5}}}                      | QUARKUS_LOG_LEVEL",
                "{defaults: {config: {QUARKUS_MAILER_PASSWORD: a}}}                | QUARKUS_MAILER_PASSWORD",
                "{defaults: {config: {QUARKUS_HTTP_PORT: '9090'}}}                 | QUARKUS_HTTP_PORT",
                "{defaults: {config: {THROUGHLINE_CONSOLE_TOKEN_FORM: 'true'}}}     | THROUGHLINE_CONSOLE_TOKEN_FORM",
                "{defaults: {config: {throughline_console_token_form: 'true'}}}     | throughline_console_token_form",
                "{defaults: {extraEnv: [{name: Quarkus_Profile, value: local}]}}    | /defaults/extraEnv/0/name",
                "{defaults: {config: {QUARKUS_PROFILE: local}}}                     | QUARKUS_PROFILE",
                "{defaults: {config: {THROUGHLINE_DOCUMENT_LINKS_KEYS: 'a:b'}}}     | THROUGHLINE_DOCUMENT_LINKS_KEYS",
                "{defaults: {config: {QUARKUS_MAILER_USERNAME: a}}}                 | QUARKUS_MAILER_USERNAME",
                "{defaults: {extraEnv: [{name: THROUGHLINE_ROLES, value: api}]}}   | /defaults/extraEnv/0/name",
                "{defaults: {topologySpread: [{topologyKey: zone}]}}               | maxSkew",
                "{services: {booking-service: {enabled: 'yes'}}}                   | /services/booking-service/enabled",
                "{services: {booking-service: {replicas: 3}}}                      | replicas",
                "{services: {booking-service: {image: {digest: latest}}}}          | digest",
                "{services: {Booking: {enabled: true}}}                            | Booking",
                "{services: {a-service-whose-name-is-long: {enabled: true}}}       | a-service-whose-name-is-long",
                "{services: {another: {}}}                                         | enabled",
            })
    void refusesWhatCannotBeMeant(String values, String complaint) {
        var refused = assertThrows(IllegalStateException.class, Chart.minimal().with(values)::render);

        assertTrue(refused.getMessage().contains("values don't meet the specifications"), refused::getMessage);
        assertTrue(refused.getMessage().contains(complaint), refused::getMessage);
    }

    @Test
    void namesThatOtherProgramsKnowMayBeInSmallLetters() {
        var yaml = Chart.minimal()
                .with("defaults: {extraEnv: [{name: https_proxy, value: 'http://proxy:3128'}]}")
                .render();

        assertTrue(yaml.contains("https_proxy"), yaml);
    }

    @Test
    void aFurtherServiceIsAMatterOfValues() {
        var names = Chart.minimal().with("""
                        services:
                          invoices:
                            enabled: true
                            image: {repository: example/invoices}
                            database: {name: invoices, existingSecret: a, ownerExistingSecret: b}
                        """).manifests().names();

        assertTrue(names.contains("Deployment/demo-invoices-worker"), names::toString);
    }

    @Test
    void everyValueTheSchemaKnowsHasADefaultInValuesYaml() {
        var missing = new ArrayList<String>();
        var values = Yaml.tree(Chart.read(Chart.FOLDER.resolve("values.yaml")));

        compare("", SCHEMA, values, missing);

        assertEquals(List.of(), missing);
    }

    private static void compare(String path, JsonNode schema, JsonNode values, List<String> missing) {
        var properties = resolve(schema).path("properties");
        for (var name : (Iterable<String>) properties::fieldNames) {
            if (Set.of("/global", "/defaults/roles/api/resources", "/defaults/roles/worker/resources")
                    .contains(path + "/" + name)) {
                continue;
            }
            if (!values.has(name)) {
                missing.add(path + "/" + name);
            } else {
                compare(path + "/" + name, properties.get(name), values.get(name), missing);
            }
        }
    }

    @Test
    void everyValueTheSchemaKnowsIsDescribed() {
        var silent = new ArrayList<String>();

        describe("", SCHEMA, silent);

        assertEquals(List.of(), silent);
    }

    private static void describe(String path, JsonNode schema, List<String> silent) {
        var properties = resolve(schema).path("properties");
        for (var name : (Iterable<String>) properties::fieldNames) {
            var property = properties.get(name);
            if (!property.has("description") && !resolve(property).has("description")) {
                silent.add(path + "/" + name);
            }
            describe(path + "/" + name, property, silent);
        }
    }

    @Test
    void everyValueIsExplainedInValuesYamlUnlessItsNameSaysItAll() {
        var lines = Chart.read(Chart.FOLDER.resolve("values.yaml")).lines().toList();
        var unexplained = new ArrayList<String>();
        for (var number = 1; number < lines.indexOf("services:"); number++) {
            var key = lines.get(number).strip().replaceFirst(":.*", "");
            var leaf = lines.get(number).matches(" +\\w+: \\S.*");
            if (leaf && !PLAIN.contains(key) && !lines.get(number - 1).strip().startsWith("#")) {
                unexplained.add(lines.get(number).strip());
            }
        }
        assertTrue(lines.indexOf("services:") > 100);
        assertEquals(List.of(), unexplained);
    }

    private static JsonNode resolve(JsonNode schema) {
        var reference = schema.has("$ref")
                ? schema.path("$ref")
                : schema.path("allOf").path(0).path("$ref");
        return reference.isMissingNode()
                ? schema
                : resolve(SCHEMA.at(reference.asText().substring(1)));
    }
}
