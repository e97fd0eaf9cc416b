package dev.throughline.kit.problem;

import java.net.URI;

/** Every type of problem that a service answers with; the {@code type} member of RFC 9457, section 3.1.1, is stable. */
public enum ProblemType {
    /** The request cannot be understood, or a value in it is not acceptable; {@code violations} says which. */
    INVALID_REQUEST("invalid-request", "The request is not valid", 400, Action.fix_request),
    /** A POST that acts came without an {@code Idempotency-Key}, or with one that is not a key. */
    IDEMPOTENCY_KEY_REQUIRED("idempotency-key-required", "An Idempotency-Key is required", 400, Action.fix_request),
    /** The key was used before, with another request. */
    IDEMPOTENCY_KEY_REUSED(
            "idempotency-key-reused", "The Idempotency-Key belongs to another request", 422, Action.fix_request),
    UNAUTHENTICATED("unauthenticated", "A valid bearer token is required", 401, Action.fix_request),
    FORBIDDEN("forbidden", "Not permitted", 403, Action.ask_operator),
    /** It does not exist, or the caller may not know that it does. */
    NOT_FOUND("not-found", "Not found", 404, Action.fix_request),
    METHOD_NOT_ALLOWED("method-not-allowed", "The method is not allowed here", 405, Action.fix_request),
    NOT_ACCEPTABLE("not-acceptable", "No representation fits the Accept header", 406, Action.fix_request),
    /** The state it is in does not allow this; {@code currentState} and {@code allowed} say what it is and what is. */
    NOT_ALLOWED_NOW("not-allowed-now", "Not allowed in the current state", 409, Action.not_allowed_now),
    CONFLICT("conflict", "In conflict with what is on record", 409, Action.fix_request),
    PRECONDITION_FAILED("precondition-failed", "Changed by someone else in the meantime", 412, Action.fix_request),
    TOO_LARGE("too-large", "The request is too large", 413, Action.fix_request),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", "The content type is not supported", 415, Action.fix_request),
    RANGE_NOT_SATISFIABLE("range-not-satisfiable", "There is no byte in the range", 416, Action.fix_request),
    UNPROCESSABLE("unprocessable", "The request cannot be carried out as asked", 422, Action.fix_request),
    TOO_MANY_REQUESTS("too-many-requests", "Too many requests", 429, Action.retry_later),
    INTERNAL("internal", "Something went wrong on our side", 500, Action.ask_operator),
    UNAVAILABLE("unavailable", "Not available at the moment", 503, Action.retry_later);

    /** What the reader of a problem can do about it. */
    public enum Action {
        /** Change the request; the same one would be refused again. */
        fix_request,
        /** Send the same request again, with the same key, after {@code Retry-After} seconds. */
        retry_later,
        /** Possible at another time: see {@code allowed} for what is possible now. */
        not_allowed_now,
        /** Only a person can help. */
        ask_operator
    }

    private static final String BASE = "https://throughline.dev/problems/";

    private final URI uri;
    private final String title;
    private final int status;
    private final Action action;

    ProblemType(String slug, String title, int status, Action action) {
        this.uri = URI.create(BASE + slug);
        this.title = title;
        this.status = status;
        this.action = action;
    }

    public URI uri() {
        return uri;
    }

    public String title() {
        return title;
    }

    public int status() {
        return status;
    }

    public Action action() {
        return action;
    }

    /** The type that fits a status nobody has given a type to. */
    static ProblemType of(int status) {
        for (var type : values()) {
            if (type.status == status && type != IDEMPOTENCY_KEY_REQUIRED && type != IDEMPOTENCY_KEY_REUSED) {
                return type;
            }
        }
        return status < 500 ? INVALID_REQUEST : INTERNAL;
    }
}
