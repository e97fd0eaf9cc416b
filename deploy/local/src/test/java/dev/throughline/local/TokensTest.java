package dev.throughline.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {

    @Test
    void aTokenCarriesWhoAndForWhomAndIsSignedWithTheKeptKey(@TempDir Path data) throws Exception {
        var home = Home.at(data, data);
        var token = new Tokens(new Secrets(home).privateKey()).token("operator", "globex", "olga");
        var parts = token.split("\\.");
        var claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[1]));
        assertEquals("https://throughline.local", claims.path("iss").asText());
        assertEquals("olga", claims.path("sub").asText());
        assertEquals("globex", claims.path("tenant").asText());
        assertEquals("operator", claims.path("groups").path(0).asText());
        assertEquals(12 * 3600, claims.path("exp").asLong() - claims.path("iat").asLong());

        var kept = new Secrets(home);
        var pem = Files.readString(kept.publicKey()).replaceAll("-----[A-Z ]+-----|\\s", "");
        var verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem))));
        verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertTrue(verifier.verify(Base64.getUrlDecoder().decode(parts[2])));
    }
}
