package dev.throughline.document.content;

import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;

/** The headers with which a client asks for as little as it needs (RFC 9110, sections 13 and 14); each may be {@code null}. */
record Conditions(String ifNoneMatch, String ifRange, String range) {

    static Conditions of(RoutingContext http) {
        var request = http.request();
        return new Conditions(
                request.getHeader("If-None-Match"), request.getHeader("If-Range"), request.getHeader("Range"));
    }

    /** Whether the client has the content with this entity tag already. */
    boolean has(String etag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }

    /** The range that is asked for of the content with this entity tag; all of it, if the client has a part of another. */
    ByteRange rangeOf(String etag, long size) {
        return ifRange == null || ifRange.strip().equals(etag) ? ByteRange.of(range, size) : new ByteRange.Whole();
    }
}
