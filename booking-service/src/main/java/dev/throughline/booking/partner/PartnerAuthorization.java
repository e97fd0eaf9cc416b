package dev.throughline.booking.partner;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestContext;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestFilter;

/** Says who we are with every request to one partner; without it, none is sent. */
final class PartnerAuthorization implements ResteasyReactiveClientRequestFilter, ClientResponseFilter {

    private static final int UNAUTHORIZED = 401;

    private final Authorization authorization;

    PartnerAuthorization(Authorization authorization) {
        this.authorization = authorization;
    }

    @Override
    public void filter(ResteasyReactiveClientRequestContext request) {
        request.suspend();
        authorization
                .header()
                .subscribe()
                .with(
                        header -> {
                            request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, header);
                            request.resume();
                        },
                        request::resume);
    }

    @Override
    public void filter(ClientRequestContext request, ClientResponseContext response) {
        if (response.getStatus() == UNAUTHORIZED) {
            authorization.refused(String.valueOf(request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION)));
        }
    }
}
