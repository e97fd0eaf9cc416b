package dev.throughline.status.console;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.filter.cookie.CookieFilter;
import io.restassured.response.Response;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in by OpenID Connect, at a small provider that this test plays. */
@QuarkusTest
@TestProfile(SignInAtProviderTest.Profile.class)
class SignInAtProviderTest {

    private static OwningServices provider;

    /** The console with an identity provider and without the token form. */
    public static class Profile extends ConsoleProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            var config = new HashMap<>(super.getConfigOverrides());
            config.put("throughline.console.token-form", "false");
            var oidc = Map.of(
                    "tenant-enabled", "true",
                    "auth-server-url", "http://127.0.0.1:%d/id".formatted(port()),
                    "discovery-enabled", "false",
                    "authorization-path", "/authorize",
                    "token-path", "/token",
                    "jwks-path", "/jwks",
                    "jwks.resolve-early", "false",
                    "jwks.try-all", "true",
                    "client-id", "console",
                    "credentials.secret", "a-secret-that-is-long-enough-for-a-state-cookie");
            config.put("quarkus.oidc.console.end-session-path", "/logout");
            oidc.forEach((key, value) -> config.put("quarkus.oidc.console." + key, value));
            config.put("quarkus.oidc.console.token.issuer", Tokens.ISSUER);
            return config;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        provider = new OwningServices(ConsoleProfile.port());
        provider.forget();
        provider.on("GET /id/jwks", 200, keys());
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    private static String keys() throws Exception {
        var file = Path.of(ConfigProvider.getConfig().getValue("throughline.jwt.publickey", String.class));
        var bare = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
        var key = (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(bare)));
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"%s\",\"e\":\"%s\"}]}"
                .formatted(base64(key.getModulus()), base64(key.getPublicExponent()));
    }

    private static String base64(BigInteger number) {
        var bytes = number.toByteArray();
        var from = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }

    @Test
    void whoSignsInThereWorksWithTheirAccessToken() {
        var access = Tokens.token("operator", "provided", "olga");
        var identity = Tokens.sign(
                Tokens.claims("operator", "olga").claim("tenant", "provided").audience("console"));
        provider.on(
                "POST /id/token",
                200,
                "{\"access_token\":\"%s\",\"id_token\":\"%s\",\"refresh_token\":\"r\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
                        .formatted(access, identity));
        given().get("/console/sign-in")
                .then()
                .body(containsString("Sign in with your organisation"))
                .body(not(containsString("Bearer token")));
        var cookies = new CookieFilter();
        var asked = get(cookies, "/console/sign-in/organisation?next=/console/dead-letters");
        var authorize = URI.create(asked.then().statusCode(302).extract().header("Location"));
        assertEquals("/id/authorize", authorize.getPath());
        var query = parameters(authorize);
        assertEquals("S256", query.get("code_challenge_method"));
        var back =
                get(cookies, URI.create(query.get("redirect_uri")).getPath() + "?code=c&state=" + query.get("state"));
        var next = back.then().statusCode(302).extract().header("Location");
        get(cookies, URI.create(next).getPath() + "?" + URI.create(next).getQuery())
                .then()
                .statusCode(303)
                .header("Location", endsWith("/console/dead-letters"));
        get(cookies, "/console/dead-letters").then().statusCode(200).body(containsString("There are none."));
        assertTrue(provider.asked().stream()
                .anyMatch(each ->
                        each.path().equals("/booking/jobs") && ("Bearer " + access).equals(each.authorization())));
        given().filter(cookies).get("/status/summary").then().statusCode(401);
        given().header("Authorization", "Bearer " + access)
                .get("/status/summary")
                .then()
                .statusCode(200);
    }

    private static void signOut(CookieFilter cookies) {
        var page = get(cookies, "/console/dead-letters");
        assertTrue(
                page.header("Content-Security-Policy").contains("form-action 'self' http://127.0.0.1:"),
                "the browser may follow the form to the provider");
        var form = Pattern.compile("name=\"form\" value=\"([^\"]+)\"").matcher(page.asString());
        assertTrue(form.find());
        var path = given().filter(cookies)
                .redirects()
                .follow(false)
                .formParam("form", form.group(1))
                .post("/console/sign-out")
                .then()
                .statusCode(303)
                .extract()
                .header("Location");
        get(cookies, URI.create(path).getPath())
                .then()
                .statusCode(302)
                .header("Location", containsString("/id/logout"));
        get(cookies, "/console").then().statusCode(303);
    }

    @Test
    void whoIsNotSignedInIsAskedByTheConsoleAndNotSentAwayAtOnce() {
        given().redirects()
                .follow(false)
                .get("/console")
                .then()
                .statusCode(303)
                .header("Location", containsString("/console/sign-in?next="));
        given().redirects().follow(false).get("/status/summary").then().statusCode(401);
    }

    private static Response get(CookieFilter cookies, String path) {
        return given().filter(cookies)
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .get(path);
    }

    private static Map<String, String> parameters(URI uri) {
        var found = new HashMap<String, String>();
        for (var pair : uri.getRawQuery().split("&")) {
            var parts = pair.split("=", 2);
            found.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return found;
    }
}
