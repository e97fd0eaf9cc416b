package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a search (hl7.org/fhir/R4/bundle.html).
 *
 * @param next where the next page is; {@code null} after the last
 */
record FhirPage<T>(List<T> matches, URI next) {

    /**
     * Reads a page from {@code server}.
     *
     * @param match reads what was searched for; throws {@code IllegalArgumentException} if it is something else
     * @throws IllegalArgumentException if it is none, has something else in it than what was searched for, or goes on at another
     *     server: nobody else is asked for what we reserved
     */
    static <T> FhirPage<T> read(JsonNode json, URI server, Function<JsonNode, T> match) {
        if (!"Bundle".equals(json.path("resourceType").textValue())
                || !"searchset".equals(json.path("type").textValue())) {
            throw new IllegalArgumentException("a search is answered with a Bundle");
        }
        var matches = new ArrayList<T>();
        for (var entry : json.path("entry")) {
            if (isMatch(entry)) {
                matches.add(match.apply(entry.path("resource")));
            }
        }
        return new FhirPage<>(matches, next(json, server));
    }

    private static boolean isMatch(JsonNode entry) {
        return entry.path("search").path("mode").asText("match").equals("match")
                && !"OperationOutcome"
                        .equals(entry.path("resource").path("resourceType").textValue());
    }

    private static URI next(JsonNode json, URI server) {
        for (var link : json.path("link")) {
            if ("next".equals(link.path("relation").textValue())) {
                return at(server, link.path("url").asText(""));
            }
        }
        return null;
    }

    /** A link may be relative to the server's base. */
    private static URI at(URI server, String link) {
        var base = URI.create(server + (server.getPath().endsWith("/") ? "" : "/"));
        var next = base.resolve(URI.create(link));
        if (!base.getScheme().equals(next.getScheme())
                || !base.getRawAuthority().equals(next.getRawAuthority())) {
            throw new IllegalArgumentException("the next page is at another server");
        }
        return next;
    }
}
