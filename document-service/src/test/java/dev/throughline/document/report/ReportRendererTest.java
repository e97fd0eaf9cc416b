package dev.throughline.document.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.document.DocumentParts;
import dev.throughline.document.document.Document;
import dev.throughline.document.document.DocumentRequest;
import dev.throughline.document.document.VisitFacts;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.verapdf.pdfa.flavours.PDFAFlavour;

@QuarkusTest
@QuarkusTestResource(DocumentParts.class)
class ReportRendererTest {

    private static final Instant START = Instant.parse("2026-03-02T08:30:00Z");
    private static final Instant COMPLETED = Instant.parse("2026-03-02T09:05:12.345678Z");
    private static final UUID ID = UUID.fromString("01a1fcae-7482-70c0-9ae5-a743fc18d024");
    private static final UUID BOOKING = UUID.fromString("01a1fcae-75cd-7478-a5eb-afd1223fc1b6");
    private static final String SCRIPTS = """
            Příliš žluťoučký kůň, Größe über Maß, Ελληνικά, Привет.
            漢字かな交じり文、한국어, 中文。
            שלום עולם, 25 דקות.
            مرحبا بالعالم، 25 دقيقة.""";

    @Inject
    ReportRenderer renderer;

    private static Document document(String tenant, String locale, String name, String practitioner, String findings) {
        return document(tenant, locale, "CONSULT", name, practitioner, findings);
    }

    private static Document document(
            String tenant, String locale, String service, String name, String practitioner, String findings) {
        return Document.request(
                ID,
                new DocumentRequest(
                        tenant,
                        "ana",
                        BOOKING,
                        UUID.randomUUID(),
                        ReportTemplates.NAME,
                        ReportTemplates.VERSION,
                        ReportLocale.of(locale).name(),
                        new VisitFacts(name, "ana@example.com", locale, service, START, practitioner, findings, 25),
                        COMPLETED));
    }

    private byte[] render(String tenant, String locale, String findings) {
        return render(document(tenant, locale, "Ana Dvořáková 漢", "Dr. Weiß", findings));
    }

    private byte[] render(Document document) {
        return renderer.render(document).bytes();
    }

    private static String text(byte[] pdf) throws IOException {
        try (var document = Loader.loadPDF(pdf)) {
            return Normalizer.normalize(new PDFTextStripper().getText(document), Normalizer.Form.NFKC);
        }
    }

    /** Kept with the build, for a person to look at. */
    private static void show(String name, byte[] pdf) throws IOException {
        var folder = Files.createDirectories(Path.of("target", "reports"));
        Files.write(folder.resolve(name + ".pdf"), pdf);
        try (var document = Loader.loadPDF(pdf)) {
            for (var page = 0; page < Math.min(2, document.getNumberOfPages()); page++) {
                var image = new PDFRenderer(document).renderImageWithDPI(page, 80);
                ImageIO.write(
                        image,
                        "png",
                        folder.resolve(name + "-" + (page + 1) + ".png").toFile());
            }
        }
    }

    @Test
    void theReportIsPdfA2aAndPdfUa1AndShowsEveryScript() throws IOException {
        var pdf = render("acme", "en-GB", SCRIPTS);
        show("scripts", pdf);

        Conformance.requirePdfA2aAndPdfUa1(pdf);
        var text = text(pdf);
        for (var expected : new String[] {
            "Acme Klinik Dvořák & Søn",
            "Visit report",
            "Ana Dvořáková 漢",
            "Dr. Weiß",
            "General consultation",
            "2 March 2026, 09:30 (Europe/Prague)",
            "25 minutes",
            BOOKING.toString(),
            "Příliš žluťoučký kůň, Größe über Maß, Ελληνικά, Привет.",
            "漢字かな交じり文、한국어, 中文。",
            "Page 1 of 1",
        }) {
            assertTrue(text.contains(expected), () -> expected + " is not in\n" + text);
        }
        assertTrue(text.contains("שלום"), () -> "Hebrew is not in\n" + text);
        assertTrue(text.contains("مرحبا"), () -> "Arabic is not in\n" + text);
        assertFalse(text.contains("\uFFFD"), text);
    }

    @Test
    void theValidatorFindsWhatIsWrong() throws IOException {
        try (var plain = new PDDocument();
                var bytes = new java.io.ByteArrayOutputStream()) {
            plain.addPage(new org.apache.pdfbox.pdmodel.PDPage());
            plain.save(bytes);

            assertFalse(Conformance.violations(bytes.toByteArray(), PDFAFlavour.PDFA_2_A)
                    .isEmpty());
            assertFalse(Conformance.violations(bytes.toByteArray(), PDFAFlavour.PDFUA_1)
                    .isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "en, Visit report, General consultation, 2 March 2026, Page 1 of 1",
        "de-AT, Besuchsbericht, Allgemeine Beratung, 2. März 2026, Seite 1 von 1",
        "fr, Compte rendu de visite, Consultation générale, 2 mars 2026, Page 1 sur 1",
    })
    void theReportIsInTheCustomersLanguage(String locale, String title, String service, String date, String page)
            throws IOException {
        var pdf = render("globex", locale, "Alles gut.");

        var text = text(pdf);
        assertTrue(text.contains(title) && text.contains(service) && text.contains(date) && text.contains(page), text);
        assertFalse(text.contains("requested language"), text);
        assertTrue(text.contains("globex"), text);
        try (var document = Loader.loadPDF(pdf)) {
            assertEquals(title, document.getDocumentInformation().getTitle());
            assertEquals(locale.substring(0, 2), document.getDocumentCatalog().getLanguage());
        }
        Conformance.requirePdfA2aAndPdfUa1(pdf);
    }

    @Test
    void aServiceWithoutANameIsShownByItsCodeAndOneWithoutThisLanguageInEnglish() throws IOException {
        var unnamed = text(render(document("acme", "de", "X-RAY/2", "Ana", "Dr. Weiß", "Gut.")));
        var english = text(render(document("acme", "de", "ENGLISH", "Ana", "Dr. Weiß", "Gut.")));

        assertTrue(unnamed.contains("X-RAY/2"), unnamed);
        assertTrue(english.contains("Only in English"), english);
    }

    @Test
    void whereWeDoNotWriteTheLanguageTheReportIsInEnglishAndSaysSo() throws IOException {
        var text = text(render("acme", "cs-CZ", "Vše v pořádku."));

        assertTrue(text.contains("Visit report"), text);
        assertTrue(text.contains("in the requested language (cs-CZ)"), text);
    }

    @Test
    void theSameDocumentHasTheSameBytesWheneverItIsRendered() throws IOException {
        var first = render("acme", "en", SCRIPTS);
        var second = render("acme", "en", SCRIPTS);

        assertArrayEquals(first, second);
        assertNotEquals(first.length, render("acme", "en", SCRIPTS + " More.").length);
        try (var document = Loader.loadPDF(first)) {
            assertEquals(
                    COMPLETED.truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                    document.getDocumentInformation().getCreationDate().toInstant());
            var packet = new String(document.getDocumentCatalog().getMetadata().toByteArray(), "UTF-8");
            assertTrue(packet.contains("<xmp:CreateDate>2026-03-02T09:05:12Z</xmp:CreateDate>"), packet);
        }
    }

    @Test
    void aLongReportHasNumberedPages() throws IOException {
        var pdf = render("acme", "de", "Der Befund ist unauffällig und bedarf keiner Behandlung. ".repeat(120));
        show("long", pdf);

        var text = text(pdf);
        assertTrue(text.contains("Seite 1 von 3") && text.contains("Seite 3 von 3"), text);
        Conformance.requirePdfA2aAndPdfUa1(pdf);
    }

    @Test
    void markupIsShownAndNotObeyed() throws IOException {
        var hostile = "<script>alert(1)</script> <img src=\"file:///etc/passwd\"/> &amp; ]]> <!-- {report.booking}"
                + " </p></body> <style>p{display:none}</style> ${7*7} {#each} </html>";
        var pdf = render(document("acme", "en", "<b>Ana</b> & Co", "\"Dr.\" 'Weiß' <i>", hostile));

        var text = text(pdf).replaceAll("\\s+", "");
        assertTrue(text.contains(hostile.replace(" ", "")), text);
        assertTrue(text.contains("<b>Ana</b>&Co"), text);
        Conformance.requirePdfA2aAndPdfUa1(pdf);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Nul\u0000 bell\u0007 escape\u001b[31m delete\u007f c1\u009f",
                "lone \uD800 high, lone \uDC00 low, \uFFFE \uFFFF noncharacters, \uFEFF mark",
                "override \u202Egnp.exe\u202C isolate \u2066x\u2069 zero\u200Bwidth soft\u00ADhyphen",
                "private \uE000 \uF8FF \uDBFF\uDFFD emoji \uD83D\uDE00 \uD83E\uDD84 \uD83D\uDC68\u200D\uD83D\uDC69",
                "Thai สวัสดี, Devanagari नमस्ते, ancient \uD800\uDC00, CJK extension \uD842\uDFB7, tag \uDB40\uDC41",
                "combining e\u0301\u0302\u0303\u0304\u0305\u0306 a\u0300\u0316\u0317 \u0301 alone",
                "Arabic ligatures لا لأ ﷲ ﷺ and الله‎ with ٠١٢٣ and Persian پچژگ می‌شود",
                "mixed אבג 123 (abc) دهو [x] ; – »«",
                "\u2028line\u2029paragraph\u0085next\u000Btab\fform\r\n\r\rend",
                "   \n\t\n \u00A0\u2003\u3000 \n ",
                "\u200D\u200C\u200D"
            })
    void textOfAnyKindIsPrinted(String findings) {
        var pdf = render(document("acme", "en", findings.strip(), findings, findings));

        Conformance.requirePdfA2aAndPdfUa1(pdf);
    }

    @Test
    void whatTheFontsDoNotHaveIsReplacedVisibly() throws IOException {
        var text = text(render("acme", "en", "Thai ส here"));

        assertTrue(text.contains("Thai \uFFFD here"), text);
    }

    @Test
    void aHundredKilobytesAreRenderedWithinTheTimeLimit() throws IOException {
        var began = System.nanoTime();
        var prose = render("acme", "en", "The knee is stable and free of pain. ".repeat(2_800));
        var word = render("acme", "en", "w".repeat(100_000));
        var hanzi = render("acme", "en", "漢".repeat(33_000));
        var lines = render("acme", "en", "a\n".repeat(5_000));
        var took = Duration.ofNanos(System.nanoTime() - began);

        assertTrue(took.compareTo(Duration.ofMinutes(1)) < 0, took::toString);
        assertTrue(prose.length > 50_000);
        show("one-word", word);
        assertEquals(100_000, text(word).chars().filter(each -> each == 'w').count());
        assertEquals(33_001, text(hanzi).chars().filter(each -> each == '漢').count());
        assertTrue(text(lines).lines().filter("a"::equals).count() == 5_000);
    }

    @Test
    void aVeryLongNameStaysOnThePage() throws IOException {
        var pdf = render(document("acme", "en", "N".repeat(200), "P".repeat(200), "x".repeat(500)));
        show("long-words", pdf);

        Conformance.requirePdfA2aAndPdfUa1(pdf);
        try (var document = Loader.loadPDF(pdf)) {
            var outside = new Outside();
            outside.getText(document);
            assertEquals(0, outside.count, "glyphs outside of the margins");
        }
    }

    private static final class Outside extends PDFTextStripper {
        private int count;

        @Override
        protected void processTextPosition(org.apache.pdfbox.text.TextPosition text) {
            if (text.getEndX() > text.getPageWidth() - 50) {
                count++;
            }
            super.processTextPosition(text);
        }
    }

    @Test
    void aDateIsWrittenInTheTenantsZone() {
        assertEquals("2 March 2026, 08:30 (Z)", ReportLocale.en.date(START, ZoneOffset.UTC));
    }
}
