package dev.throughline.sandbox.octo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** How OCTO says no: status 400 whatever it is, and the kind in the body. */
final class OctoError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Response response;

    private OctoError(Response response, String message) {
        super(message, null, false, false);
        this.response = response;
    }

    Response response() {
        return response;
    }

    static OctoError badRequest(String message) {
        return of(400, "BAD_REQUEST", message, null, null);
    }

    static OctoError forbidden(String message) {
        return of(400, "FORBIDDEN", message, null, null);
    }

    static OctoError unprocessable(String message) {
        return of(400, "UNPROCESSABLE_ENTITY", message, null, null);
    }

    /**
     * An id that is missing, unknown or used up.
     *
     * @param error as OCTO calls it
     * @param member that has the id
     */
    static OctoError invalid(String error, String member, String id) {
        return of(400, error, "%s is missing, unknown or in use.".formatted(member), member, id);
    }

    /** What goes wrong outside of the protocol. */
    static Response broken(int status, String message) {
        return of(status, "INTERNAL_SERVER_ERROR", message, null, null).response();
    }

    private static OctoError of(int status, String error, String message, String member, String id) {
        var body = JsonNodeFactory.instance.objectNode().put("error", error).put("errorMessage", message);
        if (member != null) {
            body.put(member, id == null ? "" : id);
        }
        var response = Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(body)
                .build();
        return new OctoError(response, message);
    }
}
