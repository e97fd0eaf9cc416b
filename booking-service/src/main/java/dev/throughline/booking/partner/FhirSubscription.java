package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A Subscription of FHIR R4 (hl7.org/fhir/R4/subscription.html) as a server tells it. */
record FhirSubscription(ObjectNode json, String id, String versionId, String status) {

    private static final String PAYLOAD = FhirPartnerApi.FHIR_JSON;

    /** What is written to have {@code wanted} told of what matches {@code criteria}. */
    static ObjectNode asked(CallbackAddress wanted, String criteria) {
        return asked(JsonNodeFactory.instance.objectNode(), wanted, criteria);
    }

    private static ObjectNode asked(ObjectNode into, CallbackAddress wanted, String criteria) {
        into.put("resourceType", "Subscription");
        into.put("status", "requested");
        if (!into.hasNonNull("reason")) {
            into.put("reason", "Throughline follows the appointments that it has made.");
        }
        into.put("criteria", criteria);
        var channel = into.withObject("/channel");
        channel.put("type", "rest-hook");
        channel.put("endpoint", wanted.endpoint().toString());
        channel.put("payload", PAYLOAD);
        channel.putArray("header").add(header(wanted));
        into.remove("error");
        into.remove("end");
        return into;
    }

    private static String header(CallbackAddress wanted) {
        return "Authorization: Bearer " + wanted.secret();
    }

    /**
     * Reads one as a server tells it.
     *
     * @throws IllegalArgumentException if it is none
     */
    static FhirSubscription read(JsonNode json) {
        if (!(json instanceof ObjectNode subscription)
                || !"Subscription".equals(json.path("resourceType").textValue())) {
            throw new IllegalArgumentException("it is no Subscription");
        }
        return new FhirSubscription(
                subscription,
                FhirAppointment.id("id", json.path("id")),
                FhirAppointment.id("meta.versionId", json.path("meta").path("versionId")),
                json.path("status").asText(""));
    }

    /** Whether it tells what is wanted, or will; one that somebody has switched off is left to them. */
    boolean isAs(CallbackAddress wanted, String criteria) {
        var channel = json.path("channel");
        var header = channel.path("header");
        return isOff()
                || !status.equals("error")
                        && !json.has("end")
                        && criteria.equals(json.path("criteria").textValue())
                        && "rest-hook".equals(channel.path("type").textValue())
                        && PAYLOAD.equals(channel.path("payload").textValue())
                        && wanted.endpoint()
                                .toString()
                                .equals(channel.path("endpoint").textValue())
                        && header.size() == 1
                        && header(wanted).equals(header.path(0).textValue());
    }

    private boolean isOff() {
        return status.equals("off");
    }

    /** The same, as it is to be; what others have written into it besides is still there. */
    ObjectNode changed(CallbackAddress wanted, String criteria) {
        return asked(json.deepCopy(), wanted, criteria);
    }

    /** The version this is, as a condition of HTTP. */
    String etag() {
        return "W/\"%s\"".formatted(versionId);
    }

    PartnerAnswer.Subscribed answer() {
        var words =
                switch (status) {
                    case "active" -> "The server tells us of our appointments by Subscription %s.";
                    case "requested" -> "The server has Subscription %s, and has not begun to use it.";
                    case "off" -> "Somebody at the partner has switched Subscription %s off; it is left so.";
                    default -> "The server does not use Subscription %s.";
                };
        return new PartnerAnswer.Subscribed(status, words.formatted(id));
    }
}
