package dev.throughline.booking.partner;

import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** By what a partner knows us. What it makes is secret: it goes into the header of a request and nowhere else. */
interface Authorization {

    /** What the partner wants to see in the header {@code Authorization} now; fails with {@link NotSent} if it cannot be had. */
    Uni<String> header();

    /** The partner did not accept {@code header}. */
    default void refused(String header) {}

    /** A request that provably has not left us, and why. */
    final class NotSent extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotSent(String why) {
            super(why, null, false, false);
        }
    }

    /** As bearer tokens are written (RFC 6750, section 2.1), and what else fits into a header. */
    Pattern TOKEN = Pattern.compile("[!-~]{1,16384}");

    Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]{1,1000}");

    /**
     * As the configuration says; empty if it says nothing.
     *
     * @param key of the configuration, to be named when it makes no sense
     * @throws IllegalStateException if it says two things, or nothing that can be sent
     */
    static Optional<Authorization> of(
            String key, PartnerSettings.Auth auth, Function<PartnerSettings.OAuth2, Authorization> granted) {
        var given = Stream.of(auth.bearerToken(), auth.basic(), auth.oauth2())
                .filter(Optional::isPresent)
                .count();
        if (given > 1) {
            throw new IllegalStateException(key + ": one of bearer-token, basic and oauth2 only.");
        }
        return auth.bearerToken()
                .map(token -> bearer(key, token))
                .or(() -> auth.basic().map(basic -> basic(key, basic)))
                .or(() -> auth.oauth2().map(oauth2 -> granted.apply(sound(key, oauth2))));
    }

    private static Authorization bearer(String key, String token) {
        require(TOKEN.matcher(token).matches(), key + ".bearer-token: must be printable ASCII without blanks.");
        return always("Bearer " + token);
    }

    private static Authorization basic(String key, PartnerSettings.Basic basic) {
        require(
                TEXT.matcher(basic.username()).matches() && !basic.username().contains(":"),
                key + ".basic.username: must be printable and have no colon.");
        require(TEXT.matcher(basic.password()).matches(), key + ".basic.password: must be printable.");
        return always(basic(basic.username(), basic.password()));
    }

    /** RFC 7617, section 2; in UTF-8. */
    static String basic(String username, String password) {
        var pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static PartnerSettings.OAuth2 sound(String key, PartnerSettings.OAuth2 oauth2) {
        var url = oauth2.url();
        require(
                url.getHost() != null && ("https".equals(url.getScheme()) || "http".equals(url.getScheme())),
                key + ".oauth2.url: must be the whole URL of the token endpoint.");
        require(TEXT.matcher(oauth2.clientId()).matches(), key + ".oauth2.client-id: must be printable.");
        require(TEXT.matcher(oauth2.clientSecret()).matches(), key + ".oauth2.client-secret: must be printable.");
        return oauth2;
    }

    private static void require(boolean sound, String why) {
        if (!sound) {
            throw new IllegalStateException(why);
        }
    }

    private static Authorization always(String header) {
        return () -> Uni.createFrom().item(header);
    }
}
