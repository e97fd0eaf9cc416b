package dev.throughline.sandbox.request;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** Shows what has been asked. */
@Path("/sandbox/requests")
public class RequestResource {

    private final RequestLog log;

    RequestResource(RequestLog log) {
        this.log = log;
    }

    @GET
    public List<RequestLog.Entry> all() {
        return log.all();
    }

    @DELETE
    public void clear() {
        log.clear();
    }
}
