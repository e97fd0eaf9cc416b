package dev.throughline.document.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.util.List;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/** What veraPDF, the validator of the PDF Association, says of a file. */
final class Conformance {

    static {
        VeraGreenfieldFoundryProvider.initialise();
    }

    private Conformance() {}

    static void requirePdfA2aAndPdfUa1(byte[] pdf) {
        assertEquals(List.of(), violations(pdf, PDFAFlavour.PDFA_2_A));
        assertEquals(List.of(), violations(pdf, PDFAFlavour.PDFUA_1));
    }

    static List<String> violations(byte[] pdf, PDFAFlavour flavour) {
        try (var parser = Foundries.defaultInstance().createParser(new ByteArrayInputStream(pdf), flavour);
                var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            var result = validator.validate(parser);
            return result.getTestAssertions().stream()
                    .filter(assertion -> assertion.getStatus() == TestAssertion.Status.FAILED)
                    .map(assertion ->
                            flavour.getId() + " " + assertion.getRuleId().getClause() + ": " + assertion.getMessage()
                                    + " " + assertion.getLocation())
                    .distinct()
                    .limit(10)
                    .toList();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
