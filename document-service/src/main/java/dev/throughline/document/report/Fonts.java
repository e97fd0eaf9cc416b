package dev.throughline.document.report;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * The fonts that reports are set in. DejaVu Sans has Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic; Droid
 * Sans Fallback has Chinese, Japanese and Korean.
 */
@ApplicationScoped
class Fonts {

    private static final int PLANES = 0x20000;
    private static final int NORMAL = 400;
    private static final int BOLD = 700;

    private final byte[] text = Resources.read("fonts/DejaVuSans.ttf");
    private final byte[] bold = Resources.read("fonts/DejaVuSans-Bold.ttf");
    private final byte[] fallback = Resources.read("fonts/DroidSansFallback.ttf");
    private final BitSet covered = new BitSet(PLANES);

    Fonts() {
        cover(text);
        cover(fallback);
    }

    /** Whether the fonts have a glyph for the code point. Bold has fewer: what people wrote is never set in it. */
    boolean canShow(int codePoint) {
        return covered.get(codePoint);
    }

    /** Lets {@code builder} embed, of each font, the glyphs that are used. */
    PdfRendererBuilder addTo(PdfRendererBuilder builder) {
        return builder.useFont(() -> new ByteArrayInputStream(text), "DejaVu Sans", NORMAL, FontStyle.NORMAL, true)
                .useFont(() -> new ByteArrayInputStream(bold), "DejaVu Sans", BOLD, FontStyle.NORMAL, true)
                .useFont(
                        () -> new ByteArrayInputStream(fallback),
                        "Droid Sans Fallback",
                        NORMAL,
                        FontStyle.NORMAL,
                        true);
    }

    private void cover(byte[] file) {
        try (var font = new TTFParser().parse(new RandomAccessReadBuffer(file))) {
            var glyphs = font.getUnicodeCmapLookup();
            for (var codePoint = 0; codePoint < PLANES; codePoint++) {
                if (glyphs.getGlyphId(codePoint) != 0) {
                    covered.set(codePoint);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
