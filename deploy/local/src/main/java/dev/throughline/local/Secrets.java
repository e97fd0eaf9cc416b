package dev.throughline.local;

import dev.throughline.parts.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Properties;

/** Keys and passwords of this clone's stack: made once, kept in its data folder, readable by their owner only. */
final class Secrets {

    private static final int KEY_BITS = 2048;
    private static final int SECRET_BYTES = 32;

    private final Path file;
    private final Path publicKey;
    private final Properties values = new Properties();

    Secrets(Home home) {
        this.file = home.data().resolve("secrets.properties");
        this.publicKey = home.data().resolve("jwt-public.pem");
        try {
            if (Files.exists(file)) {
                try (var reader = Files.newBufferedReader(file)) {
                    values.load(reader);
                }
            } else {
                make();
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new Fatal("The secrets in %s cannot be used: %s".formatted(file, e.getMessage()));
        }
    }

    private void make() throws IOException, GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(KEY_BITS);
        var pair = generator.generateKeyPair();
        var encoder = Base64.getEncoder();
        values.setProperty("instance", Postgres.random().substring(0, 8));
        values.setProperty(
                "jwt.private", encoder.encodeToString(pair.getPrivate().getEncoded()));
        values.setProperty("partner.secret", "whsec_" + secret());
        values.setProperty("link.key", secret());
        values.setProperty("database.owner", Postgres.random());
        values.setProperty("database.app", Postgres.random());
        var pem = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPublic().getEncoded());
        Files.writeString(publicKey, "-----BEGIN PUBLIC KEY-----\n" + pem + "\n-----END PUBLIC KEY-----\n");
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var part = Files.createTempFile(file.getParent(), "secrets", ".part", ownerOnly);
        try (var writer = Files.newBufferedWriter(part)) {
            values.store(writer, "Throughline, local stack");
        }
        Files.move(part, file);
    }

    private static String secret() {
        var bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Tells this clone's databases and virtual host from those of other clones on the same servers. */
    String instance() {
        return values.getProperty("instance");
    }

    Path publicKey() {
        return publicKey;
    }

    PrivateKey privateKey() {
        try {
            var encoded = Base64.getDecoder().decode(values.getProperty("jwt.private"));
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException("The signing key cannot be read.", e));
        }
    }

    String partnerSecret() {
        return values.getProperty("partner.secret");
    }

    /** Signs the links to documents; 32 bytes in base64. */
    String linkKey() {
        return values.getProperty("link.key");
    }

    String databaseOwnerPassword() {
        return values.getProperty("database.owner");
    }

    String databaseAppPassword() {
        return values.getProperty("database.app");
    }
}
