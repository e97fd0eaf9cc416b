package dev.throughline.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {

    static Stream<Chart> examples() {
        return Stream.of(Chart.minimal(), Chart.everything());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void passesHelmsOwnLint(Chart chart) {
        var lint = chart.lint();

        assertFalse(lint.isFailed(), () -> String.join("\n", lint.getMessages()));
        assertEquals(List.of("[INFO] Chart.yaml: icon is recommended"), lint.getMessages());
    }

    @Test
    void lintWouldCatchABrokenTemplate() {
        var lint =
                Chart.minimal().with("services: {booking-service: {image: 7}}").lint();

        assertTrue(lint.isFailed());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theCopyWithoutHooksRendersTheChartItself(Chart chart) {
        var withHooks = Manifests.read(chart.render()).trees().stream()
                .filter(tree -> tree.path("metadata")
                        .path("annotations")
                        .path(Chart.Unhooked.PREFIX + "hook")
                        .isMissingNode())
                .toList();
        var withoutHooks = Manifests.read(chart.renderWithoutHooks()).trees();

        assertEquals(new HashSet<>(withoutHooks), new HashSet<>(withHooks));
        assertEquals(withoutHooks.size(), withHooks.size());
    }

    @Test
    void aSmallInstallationIsTheFourServicesAndNothingOptional() {
        assertEquals(
                Stream.of("booking-service", "notification-service", "document-service", "status-projection")
                        .flatMap(ChartTest::objectsOf)
                        .sorted()
                        .toList(),
                Chart.minimal().manifests().names().stream().sorted().toList());
    }

    private static Stream<String> objectsOf(String service) {
        return Stream.of(
                        "ConfigMap/%s",
                        "Deployment/%s-api",
                        "Deployment/%s-worker",
                        "Job/%s-migrate-1",
                        "NetworkPolicy/%s-api",
                        "NetworkPolicy/%s-migrate",
                        "NetworkPolicy/%s-worker",
                        "PodDisruptionBudget/%s-api",
                        "PodDisruptionBudget/%s-worker",
                        "Service/%s-api",
                        "ServiceAccount/%s",
                        "ServiceAccount/%s-migrate")
                .map(object -> object.formatted("demo-" + service));
    }

    @Test
    void everyValueOfTheSmallestInstallationIsNeeded() {
        var leaves = leaves("", Yaml.tree(Chart.minimal().values().get(0)));

        assertEquals(7, leaves.size());
        for (var leaf : leaves) {
            var without = Chart.minimal().with("{" + leaf + ": ''" + "}".repeat(leaf.split("[{]").length));
            assertThrows(IllegalStateException.class, without::render, leaf);
        }
    }

    /** {@code a: {b} for the value at a.b. */
    private static List<String> leaves(String path, JsonNode node) {
        var leaves = new ArrayList<String>();
        node.fields().forEachRemaining(field -> {
            var at = path + field.getKey();
            if (field.getValue().isObject()) {
                leaves.addAll(leaves(at + ": {", field.getValue()));
            } else {
                leaves.add(at);
            }
        });
        return leaves;
    }

    @ParameterizedTest
    @CsvSource({
        "notification-service, notification",
        "document-service, document",
        "status-projection, status",
    })
    void servicesDifferInTheirNamesTheirVariablesAndTheirConnectionsOnly(String service, String subject) {
        var chart = Chart.minimal();

        assertEquals(
                documentsOf(chart, "booking-service").stream()
                        .map(text -> text.replace("booking-service", service).replace("booking", subject))
                        .toList(),
                documentsOf(chart, service));
    }

    private static List<String> documentsOf(Chart chart, String service) {
        return chart.manifests().trees().stream()
                .filter(tree -> tree.path("metadata").path("name").asText().startsWith("demo-" + service))
                .filter(tree -> !tree.path("kind").asText().equals("NetworkPolicy")
                        || tree.path("metadata").path("name").asText().endsWith("-migrate"))
                .map(ChartTest::withoutItsOwn)
                .sorted()
                .toList();
    }

    /** Without what {@link EnvironmentTest} holds each service to. */
    private static String withoutItsOwn(JsonNode tree) {
        var own = "QUARKUS_MAILER_\\w+|THROUGHLINE_(MAIL|DOCUMENT|CONSOLE)_\\w+";
        return tree.toString()
                .replaceAll("\"checksum/config\":\"\\w+\"", "\"checksum/config\":\"\"")
                .replaceAll(",?\"(" + own + ")\":\"[^\"]*\"", "")
                .replaceAll(",\\{\"name\":\"(" + own + ")\",\"valueFrom\":\\{.*?}}}", "");
    }

    @ParameterizedTest
    @CsvSource({
        "'database: {host: \"\"}', database.host",
        "'broker: {host: \"\"}', broker.host",
        "'identity: {issuer: \"\"}', identity.issuer",
        "'identity: {jwksUrl: \"\"}', identity.jwksUrl",
        "'services: {booking-service: {database: {existingSecret: \"\"}}}', booking-service.database.existingSecret",
        "'services: {booking-service: {database: {ownerExistingSecret: \"\"}}}', database.ownerExistingSecret",
        "'services: {booking-service: {database: {name: \"\"}}}', booking-service.database.name",
        "'services: {booking-service: {image: {repository: \"\"}}}', booking-service.image.repository",
        "'broker: {existingSecret: \"\"}', broker.existingSecret",
        "'mail: {host: \"\"}', mail.host: name the SMTP server that notification-service sends through",
        "'mail: {from: \"\"}', mail.from: give the address that mails of notification-service come from",
        "'documents: {publicUrl: \"\"}', documents.publicUrl: give the URL under which document-service is reached",
        "'console: {signIn: {enabled: true}}', console.signIn.existingSecret",
        "'console: {signIn: {enabled: true, existingSecret: a, clientId: \"\"}}', console.signIn.clientId",
        "'{identity: {issuer: throughline}, console: {signIn: {enabled: true, existingSecret: a}}}', "
                + "console.signIn.issuer",
    })
    void whatHasNoSensibleDefaultIsAskedFor(String values, String asked) {
        var refused = assertThrows(IllegalStateException.class, Chart.minimal().with(values)::render);

        assertTrue(refused.getMessage().contains(asked), refused::getMessage);
    }

    @Test
    void whatServicesThatAreSwitchedOffNeedIsNotAskedFor() {
        var names = Chart.alone()
                .with("{mail: {host: '', from: ''}, documents: {publicUrl: ''}, console: {signIn: {enabled: true}}}")
                .manifests()
                .names();

        assertEquals(
                objectsOf("booking-service").toList(), names.stream().sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void namesFitEvenTheLongestReleaseNames(Chart chart) {
        var release = "a-release-name-of-exactly-fifty-three-characters-here";
        var other = "a-release-name-of-exactly-fifty-three-characters-more";
        assertEquals(53, release.length());

        var names = chart.released(release).manifests().names();
        var otherNames = chart.released(other).manifests().names();

        for (var name : names) {
            assertTrue(name.substring(name.indexOf('/') + 1).matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"), name);
        }
        assertTrue(names.stream().noneMatch(otherNames::contains), "two releases of one namespace share names");
    }

    @Test
    void itsImagesAreThoseOfThisBuild() {
        var parent = Pattern.compile("<parent>.*?<version>(.*?)</version>", Pattern.DOTALL)
                .matcher(Chart.read(Path.of("pom.xml")));
        assertTrue(parent.find());

        var chart = Yaml.tree(Chart.read(Chart.FOLDER.resolve("Chart.yaml")));

        assertEquals(parent.group(1), chart.path("appVersion").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "'image: {registry: \"\"}', throughline/booking-service:0.1.0-SNAPSHOT",
        "'image: {registry: images.example.com/, tag: 1.2.3}', images.example.com/throughline/booking-service:1.2.3",
        "'{image: {tag: 1.2.3}, services: {booking-service: {image: {tag: 1.2.4}}}}', "
                + "throughline/booking-service:1.2.4",
    })
    void imagesAreNamedByRegistryRepositoryAndTag(String values, String image) {
        for (var container : Chart.alone().with(values).manifests().containers()) {
            assertEquals(image, container.getImage());
        }
    }

    @Test
    void aDigestDecidesWhateverTheTag() {
        var digest = "sha256:" + "0a".repeat(32);
        var chart = Chart.alone()
                .with("{image: {tag: 1.2.3}, services: {booking-service: {image: {digest: '" + digest + "'}}}}");

        for (var container : chart.manifests().containers()) {
            assertEquals("throughline/booking-service@" + digest, container.getImage());
        }
    }

    @Test
    void theNotesSayWhatToWatchAndWhichSecretsAreNeeded() {
        var notes = Chart.everything().notes();

        assertTrue(notes.contains("rollout status deployment/demo-status-projection-worker"), notes);
        assertTrue(notes.contains("logs job/demo-booking-service-migrate-1"), notes);
        assertTrue(notes.contains("https://booking.example.com"), notes);
        assertTrue(notes.contains("booking-database, booking-database-owner, booking-broker, booking-partners"), notes);
        assertTrue(
                notes.contains("notification-database, notification-database-owner, throughline-broker, smtp\n"),
                notes);
        assertTrue(notes.contains("document-database-owner, throughline-broker, document-link-keys\n"), notes);
        assertTrue(notes.contains("status-database-owner, throughline-broker, console-client\n"), notes);
    }

    @Test
    void theNotesSayWhatIsSwitchedOff() {
        var complete = Chart.everything().notes();
        var lacking = Chart.minimal()
                .with("{mail: {encryption: none}, documents: {links: {existingSecret: ''}}}")
                .notes();

        for (var hint : List.of(
                "Tracing is off",
                "Nobody can sign in to the console",
                "No links to documents are made",
                "mail.encryption is none")) {
            assertFalse(complete.contains(hint), complete);
            assertTrue(lacking.contains(hint), lacking);
        }
    }
}
