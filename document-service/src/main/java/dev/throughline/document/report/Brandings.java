package dev.throughline.document.report;

import dev.throughline.document.report.VisitReport.Branding;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The tenants' brandings, read and checked when the service starts. */
@Startup
@ApplicationScoped
class Brandings {

    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final int MAX_LOGO = 512 * 1024;
    private static final String COLOUR_OF_NO_TENANT = "#1f4e79";

    private final Map<String, Branding> byTenant = new HashMap<>();
    private final Map<String, ZoneId> zones = new HashMap<>();
    private final Legible legible;

    Brandings(BrandingSettings settings, Legible legible) {
        this.legible = legible;
        settings.byTenant().forEach(this::add);
    }

    Branding of(String tenant) {
        return byTenant.getOrDefault(tenant, new Branding(tenant, COLOUR_OF_NO_TENANT, null, null));
    }

    ZoneId zoneOf(String tenant) {
        return zones.getOrDefault(tenant, UTC);
    }

    private void add(String tenant, BrandingSettings.Brand brand) {
        if (!COLOUR.matcher(brand.colour()).matches()) {
            throw invalid(tenant, "colour", "is not # and six hexadecimal digits");
        }
        zones.put(tenant, brand.zone());
        byTenant.put(
                tenant,
                new Branding(
                        legible.line(brand.name().orElse(tenant)).text(),
                        brand.colour(),
                        brand.logo().map(file -> logo(tenant, file)).orElse(null),
                        brand.contact().map(text -> legible.line(text).text()).orElse(null)));
    }

    private static String logo(String tenant, Path file) {
        try {
            if (Files.size(file) > MAX_LOGO) {
                throw invalid(tenant, "logo", "is larger than %d bytes".formatted(MAX_LOGO));
            }
            var bytes = Files.readAllBytes(file);
            if (!Arrays.equals(bytes, 0, Math.min(PNG.length, bytes.length), PNG, 0, PNG.length)) {
                throw invalid(tenant, "logo", "is no PNG");
            }
            return PdfWriter.EMBEDDED_IMAGE + Base64.getEncoder().encodeToString(bytes);
        } catch (IOException e) {
            throw invalid(tenant, "logo", "cannot be read (" + e + ")");
        }
    }

    private static IllegalArgumentException invalid(String tenant, String key, String why) {
        return new IllegalArgumentException("throughline.document.branding.%s.%s %s.".formatted(tenant, key, why));
    }
}
