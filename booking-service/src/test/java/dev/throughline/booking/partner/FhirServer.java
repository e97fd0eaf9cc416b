package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.ConfigProvider;

/** The clinic's FHIR server, as those at the clinic use it. */
final class FhirServer {

    static final String FHIR_JSON = "application/fhir+json";
    private static final String SYSTEM = "urn:throughline:booking-reference";

    private FhirServer() {}

    static URI uri() {
        return ConfigProvider.getConfig().getValue(FhirDesk.URL, URI.class);
    }

    static JsonNode send(String method, String path, String body) {
        return Wire.send(method, URI.create(uri() + "/" + path), FHIR_JSON, body);
    }

    /** The id of the one Appointment with this reference of ours. */
    static String appointmentOf(String reference) {
        var token = URLEncoder.encode(SYSTEM + "|" + reference, StandardCharsets.UTF_8);
        return send("GET", "Appointment?identifier=" + token, null)
                .at("/entry/0/resource/id")
                .asText();
    }

    /** Somebody writes something into an Appointment; answers its version then. */
    static long write(String id, Consumer<ObjectNode> change) {
        var appointment = (ObjectNode) send("GET", "Appointment/" + id, null);
        change.accept(appointment);
        return send("PUT", "Appointment/" + id, appointment.toString())
                .at("/meta/versionId")
                .asLong();
    }
}
