package dev.throughline.document.report;

import com.openhtmltopdf.bidi.support.ICUBidiReorderer;
import com.openhtmltopdf.bidi.support.ICUBidiSplitter;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.TextDirection;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import com.openhtmltopdf.util.XRLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.GregorianCalendar;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * Turns XHTML into a PDF that is at once PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1). The same page with the same
 * identity and date gives the same bytes.
 */
@ApplicationScoped
class PdfWriter {

    /** The only resource that a page may refer to: an image that is part of it. */
    static final String EMBEDDED_IMAGE = "data:image/png;base64,";

    private static final String PRODUCER = "Throughline document-service";
    private static final Pattern CREATE_DATE = Pattern.compile("(<xmp:CreateDate>)[^<]*(</xmp:CreateDate>)");

    private final Fonts fonts;
    private final byte[] colourProfile = Resources.read("colour/sRGB.icc");

    PdfWriter(Fonts fonts) {
        this.fonts = fonts;
        // It writes to the console past our logging, and quotes what customers are told.
        XRLog.setLoggingEnabled(false);
    }

    /**
     * @param identity what the file's identifier is made of
     * @param created the date in the file
     */
    byte[] write(String xhtml, UUID identity, Instant created) {
        try (var renderer = builder(xhtml).buildPdfRenderer();
                var pdf = renderer.createPDFKeepOpen()) {
            identify(pdf, identity, created);
            var bytes = new ByteArrayOutputStream();
            pdf.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PdfRendererBuilder builder(String xhtml) {
        return fonts.addTo(new PdfRendererBuilder())
                .useFastMode()
                .usePdfAConformance(PdfAConformance.PDFA_2_A)
                .usePdfUaAccessibility(true)
                .useColorProfile(colourProfile)
                .useReplacementText("\uFFFD")
                .useUnicodeBidiSplitter(new ICUBidiSplitter.ICUBidiSplitterFactory())
                .useUnicodeBidiReorderer(new ICUBidiReorderer())
                .defaultTextDirection(TextDirection.LTR)
                .useExternalResourceAccessControl(
                        (uri, type) -> uri != null && uri.startsWith(EMBEDDED_IMAGE),
                        ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
                .withProducer(PRODUCER)
                .withHtmlContent(xhtml, "");
    }

    // The renderer writes the time at which it runs, in two places, and lets the file's identifier follow from it.
    private static void identify(PDDocument pdf, UUID identity, Instant created) throws IOException {
        var date = ZonedDateTime.ofInstant(created.truncatedTo(ChronoUnit.SECONDS), ZoneOffset.UTC);
        pdf.getDocumentInformation().setCreationDate(GregorianCalendar.from(date));
        pdf.setDocumentId(identity.getMostSignificantBits() ^ identity.getLeastSignificantBits());
        var metadata = pdf.getDocumentCatalog().getMetadata();
        var packet = new String(metadata.toByteArray(), StandardCharsets.UTF_8);
        var dated = CREATE_DATE.matcher(packet).replaceAll("$1" + date.toInstant() + "$2");
        metadata.importXMPMetadata(dated.getBytes(StandardCharsets.UTF_8));
    }
}
