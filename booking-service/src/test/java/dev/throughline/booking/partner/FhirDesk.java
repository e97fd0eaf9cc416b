package dev.throughline.booking.partner;

import dev.throughline.parts.Ports;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A partner {@code clinic} with a HAPI FHIR server; who keeps its calendar is up to the test. */
public class FhirDesk implements QuarkusTestResourceLifecycleManager {

    /** Where the server is, in the configuration. */
    static final String URL = "throughline.partners.clinic.url";

    static final String SECRET = "the-secret-of-the-clinic";

    private static final Path SERVER = Path.of("../deploy/fhir/target/fhir.jar");

    private ProgramUnderTest program;

    @Override
    public Map<String, String> start() {
        var port = String.valueOf(Ports.free());
        var url = "http://127.0.0.1:" + port + "/fhir";
        program = ProgramUnderTest.start(
                SERVER,
                List.of("-Xmx768m", "-XX:TieredStopAtLevel=1", "-jar", SERVER.toString(), port),
                Map.of(),
                URI.create(url + "/metadata"));
        return Map.of(
                URL,
                url,
                "throughline.partners.clinic.connector",
                "fhir",
                "throughline.partners.clinic.secrets",
                SECRET,
                "throughline.partners.clinic.fhir.slots.CONSULT.actor",
                "Practitioner/consult",
                "throughline.partners.clinic.fhir.slots.PHYSIO.service-type",
                "urn:example:services|PHYSIO",
                "throughline.callbacks.public-url",
                "http://127.0.0.1:" + Ports.free(),
                "throughline.catalog.services.CONSULT.partners[4]",
                "clinic",
                "throughline.catalog.services.PHYSIO.partners[2]",
                "clinic",
                "throughline.catalog.services.DERMA.partners[2]",
                "clinic");
    }

    @Override
    public void stop() {
        if (program != null) {
            program.close();
        }
    }
}
