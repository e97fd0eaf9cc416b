package dev.throughline.status.console.session;

import dev.throughline.kit.identity.Caller;
import dev.throughline.status.console.ConsoleSettings;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells the console's own forms from those of others. A browser holds a random secret in a cookie that no script and no other
 * site can read; a form carries its HMAC-SHA256 (RFC 2104) over who it was made for. It outlives a renewed bearer token.
 */
@ApplicationScoped
public class FormTokens {

    private static final String COOKIE = "throughline-console-form";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();
    private final CurrentVertxRequest request;
    private final ConsoleSettings settings;

    FormTokens(CurrentVertxRequest request, ConsoleSettings settings) {
        this.request = request;
        this.settings = settings;
    }

    /** For the forms of a page; {@code who} is {@code null} for one that nobody has signed in to. */
    public String issue(Caller who) {
        var context = request.getCurrent();
        var secret = secret(context);
        return sign(secret == null ? newSecret(context) : secret, who);
    }

    /** Whether a form that carries {@code token} was made by the console, in this browser, for {@code who}. */
    public boolean isOurs(Caller who, String token) {
        var context = request.getCurrent();
        var secret = secret(context);
        return fromHere(context) && secret != null && token != null && equal(sign(secret, who), token);
    }

    // Fetch Metadata Request Headers, section 2.1; browsers that do not send it are told apart by the token alone.
    private static boolean fromHere(RoutingContext context) {
        var site = context.request().getHeader("Sec-Fetch-Site");
        return site == null || site.equals("same-origin") || site.equals("none");
    }

    private static String secret(RoutingContext context) {
        var given = context.<String>get(COOKIE);
        var cookie = context.request().getCookie(COOKIE);
        if (given != null || cookie == null) {
            return given;
        }
        return cookie.getValue().length()
                        == ENCODER.encodeToString(new byte[BYTES]).length()
                ? cookie.getValue()
                : null;
    }

    private String newSecret(RoutingContext context) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var secret = ENCODER.encodeToString(bytes);
        context.put(COOKIE, secret);
        context.response()
                .addCookie(Cookie.cookie(COOKIE, secret)
                        .setPath(SessionCookie.PATH)
                        .setHttpOnly(true)
                        .setSecure(settings.secureCookie())
                        .setSameSite(CookieSameSite.STRICT));
        return secret;
    }

    private static String sign(String secret, Caller who) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), ALGORITHM));
            var text = who == null ? "nobody" : who.tenant() + "/" + who.subject();
            return ENCODER.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256.", e);
        }
    }

    private static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.UTF_8));
    }
}
