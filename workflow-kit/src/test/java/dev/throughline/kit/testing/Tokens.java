package dev.throughline.kit.testing;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

/** Mints bearer tokens that an application with {@link PartsResource} believes. The key pair is made anew for each JVM. */
public final class Tokens {

    /** The issuer that the application expects. */
    public static final String ISSUER = "https://throughline.local";

    // Tests and test resources may see this class through different class loaders: the key pair is kept beside them
    // all.
    private static final String PRIVATE_KEY = "throughline.test.private-key";
    private static final String PUBLIC_KEY_FILE = "throughline.test.public-key-file";

    private Tokens() {}

    /** The value of an {@code Authorization} header for a member of {@code group} of {@code tenant}. */
    public static String bearer(String group, String tenant, String subject) {
        return "Bearer " + token(group, tenant, subject);
    }

    /** A good token: of our issuer, by our key, valid for an hour. */
    public static String token(String group, String tenant, String subject) {
        return sign(claims(group, subject).claim("tenant", tenant));
    }

    /** The claims of a good token but for its tenant, to be bent as a test needs them. */
    public static JwtClaimsBuilder claims(String group, String subject) {
        return Jwt.issuer(ISSUER)
                .subject(subject)
                .upn(subject)
                .groups(group)
                .claim("jti", UUID.randomUUID().toString())
                .expiresIn(Duration.ofHours(1));
    }

    /** Signs with the key that the application believes. */
    public static String sign(JwtClaimsBuilder claims) {
        return claims.jws().sign(privateKey());
    }

    /** Signs with a key that nobody believes. */
    public static String signWrongly(JwtClaimsBuilder claims) {
        return claims.jws().sign(generate().getPrivate());
    }

    static Path publicKeyFile() {
        prepare();
        return Path.of(System.getProperty(PUBLIC_KEY_FILE));
    }

    private static PrivateKey privateKey() {
        prepare();
        var encoded = Base64.getDecoder().decode(System.getProperty(PRIVATE_KEY));
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized void prepare() {
        if (System.getProperty(PRIVATE_KEY) == null) {
            var pair = generate();
            System.setProperty(PUBLIC_KEY_FILE, write(pair).toString());
            System.setProperty(
                    PRIVATE_KEY,
                    Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
        }
    }

    private static Path write(KeyPair pair) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPublic().getEncoded());
        try {
            var file = Files.createTempFile("throughline-jwt", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform makes RSA keys.", e);
        }
    }
}
