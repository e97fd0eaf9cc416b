package dev.throughline.booking.partner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.throughline.kit.time.TimeSource;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Access tokens by the client credentials grant (RFC 6749, section 4.4), with the client's own secret by HTTP Basic (section
 * 2.3.1). A token is used until shortly before it expires or the partner does not accept it; however many requests need one, one
 * is asked for at a time.
 */
final class ClientCredentials implements Authorization {

    private static final Duration UNTOLD = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final int MAX_ANSWER = 64 * 1024;

    private final TokenApi server;
    private final PartnerSettings.OAuth2 settings;
    private final Duration limit;
    private final ObjectMapper json;
    private final TimeSource time;
    private Token token;
    private Uni<String> asked;

    /** @param limit after which no token is waited for any more */
    ClientCredentials(
            TokenApi server, PartnerSettings.OAuth2 settings, Duration limit, ObjectMapper json, TimeSource time) {
        this.server = server;
        this.settings = settings;
        this.limit = limit;
        this.json = json;
        this.time = time;
    }

    private record Token(String header, Instant until) {}

    @Override
    public synchronized Uni<String> header() {
        if (token != null && time.instant().isBefore(token.until())) {
            return Uni.createFrom().item(token.header());
        }
        if (asked == null) {
            asked = ask().memoize().indefinitely();
        }
        return asked;
    }

    @Override
    public synchronized void refused(String header) {
        if (token != null && token.header().equals(header)) {
            token = null;
        }
    }

    private Uni<String> ask() {
        return Uni.createFrom()
                .deferred(this::answer)
                .ifNoItem()
                .after(limit)
                .fail()
                .map(this::read)
                .onFailure(failure -> !(failure instanceof NotSent))
                .transform(failure -> new NotSent("the authorization server did not answer (%s)"
                        .formatted(failure.getClass().getSimpleName())))
                .onItemOrFailure()
                .invoke((granted, failure) -> settle(granted))
                .map(Token::header);
    }

    private Uni<Response> answer() {
        var client = Authorization.basic(formEncoded(settings.clientId()), formEncoded(settings.clientSecret()));
        return server.token(client, "client_credentials", settings.scope().orElse(null));
    }

    private static String formEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** @param granted {@code null} if there is none; the next who needs one asks again */
    private synchronized void settle(Token granted) {
        token = granted;
        asked = null;
    }

    private Token read(Response response) {
        var text = response.hasEntity() ? response.readEntity(String.class) : "";
        var body = body(text);
        if (response.getStatus() != 200) {
            throw new NotSent("the authorization server answered %d%s".formatted(response.getStatus(), error(body)));
        }
        var access = body.path("access_token").asText("");
        if (!TOKEN.matcher(access).matches()
                || !"bearer".equalsIgnoreCase(body.path("token_type").asText("bearer"))) {
            throw new NotSent("the authorization server answered 200, but with no bearer token");
        }
        return new Token("Bearer " + access, time.instant().plus(lifetime(body.path("expires_in"))));
    }

    private JsonNode body(String text) {
        try {
            return text == null || text.length() > MAX_ANSWER ? json.missingNode() : json.readTree(text);
        } catch (JsonProcessingException e) {
            return json.missingNode();
        }
    }

    /** Its code for what is wrong (RFC 6749, section 5.2), as far as it is one. */
    private static String error(JsonNode body) {
        var code = body.path("error").asText("");
        return code.matches("[a-z_]{1,40}") ? ", " + code : "";
    }

    /** For how long it is used; less than it is valid by half a minute, or a tenth if it is short. */
    private static Duration lifetime(JsonNode seconds) {
        var told = seconds.canConvertToLong() || seconds.isTextual()
                ? seconds.asLong(UNTOLD.toSeconds())
                : UNTOLD.toSeconds();
        var valid = Duration.ofSeconds(Math.max(0, Math.min(told, LONGEST.toSeconds())));
        var tenth = valid.dividedBy(10);
        return valid.minus(tenth.compareTo(MARGIN) < 0 ? tenth : MARGIN);
    }
}
