package dev.throughline.document;

import dev.throughline.kit.testing.PartsResource;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;

/** The parts of the tests, a key to sign links, and a branding for the tenant acme; globex has none. */
public class DocumentParts extends PartsResource {

    public static final String PUBLIC_URL = "https://documents.example.test";

    @Override
    public Map<String, String> start() {
        var config = super.start();
        config.put("quarkus.otel.sdk.disabled", "true");
        config.put("quarkus.log.category.\"org.verapdf\".level", "ERROR");
        config.put("throughline.document.public-url", PUBLIC_URL + "/");
        config.put("throughline.document.links.keys", "newer:" + secret() + ",older:" + secret());
        config.put("throughline.document.branding.acme.name", "Acme Klinik Dvořák & Søn");
        config.put("throughline.document.branding.acme.colour", "#0a6b4f");
        config.put("throughline.document.branding.acme.contact", "Náměstí Míru 1, Praha · +420 555 0100");
        config.put("throughline.document.branding.acme.zone", "Europe/Prague");
        config.put("throughline.document.branding.acme.logo", logo().toString());
        config.put("throughline.document.services.ENGLISH.en", "Only in English");
        return config;
    }

    private static String secret() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Path logo() {
        var image = new BufferedImage(240, 120, BufferedImage.TYPE_INT_ARGB);
        var graphics = image.createGraphics();
        graphics.setColor(new Color(0x0a, 0x6b, 0x4f));
        graphics.fillOval(0, 0, 120, 120);
        graphics.setColor(new Color(0xf2, 0xa9, 0x00, 0xb0));
        graphics.fillOval(80, 20, 80, 80);
        graphics.dispose();
        try {
            var file = Files.createTempFile("logo", ".png");
            file.toFile().deleteOnExit();
            ImageIO.write(image, "png", file.toFile());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
