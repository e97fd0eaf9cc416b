package dev.throughline.document.report;

import dev.throughline.document.report.VisitReport.Line;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.Normalizer;
import java.util.List;

/**
 * Makes text of anybody's into text that can be printed: composed (Unicode NFC), without control characters and without
 * invisible ones that would reorder it, and with U+FFFD for each character that the fonts do not have.
 */
@ApplicationScoped
class Legible {

    private static final int REPLACEMENT = 0xFFFD;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private final Fonts fonts;

    Legible(Fonts fonts) {
        this.fonts = fonts;
    }

    /** The text in one line. */
    Line line(String text) {
        return lineOf(clean(text).replace('\n', ' ').strip());
    }

    /** The text by its lines; empty ones are left out. */
    List<Line> lines(String text) {
        return clean(text)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(Legible::lineOf)
                .toList();
    }

    private String clean(String text) {
        var legible = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFC)
                .replace("\r\n", "\n")
                .codePoints()
                .map(this::legible)
                .filter(codePoint -> codePoint != 0)
                .forEach(legible::appendCodePoint);
        return legible.toString();
    }

    /** What is printed for the code point; 0 for nothing. */
    private int legible(int codePoint) {
        if (codePoint == ZERO_WIDTH_JOINER || codePoint == ZERO_WIDTH_NON_JOINER) {
            return fonts.canShow(codePoint) ? codePoint : 0;
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> isBreak(codePoint) ? '\n' : codePoint == '\t' ? ' ' : 0;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> '\n';
            case Character.SPACE_SEPARATOR -> fonts.canShow(codePoint) ? codePoint : ' ';
            case Character.FORMAT -> 0;
            case Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> REPLACEMENT;
            default -> fonts.canShow(codePoint) ? codePoint : REPLACEMENT;
        };
    }

    private static boolean isBreak(int codePoint) {
        return codePoint == '\n' || codePoint == '\r' || codePoint == 0x0B || codePoint == '\f' || codePoint == 0x85;
    }

    private static Line lineOf(String text) {
        return new Line(text, isRightToLeft(text) ? "rtl" : "ltr");
    }

    // By the first character that has a direction (Unicode Bidirectional Algorithm, rules P2 and P3).
    private static boolean isRightToLeft(String text) {
        return text.codePoints()
                        .map(Character::getDirectionality)
                        .filter(direction -> direction == Character.DIRECTIONALITY_LEFT_TO_RIGHT
                                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC)
                        .map(direction -> direction == Character.DIRECTIONALITY_LEFT_TO_RIGHT ? 0 : 1)
                        .findFirst()
                        .orElse(0)
                == 1;
    }
}
