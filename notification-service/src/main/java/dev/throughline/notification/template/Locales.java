package dev.throughline.notification.template;

import java.util.List;
import java.util.Locale;

/** The languages we write in. */
public final class Locales {

    /** Who reads none of our languages is written to in this one. */
    public static final String FALLBACK = "en";

    /** All of them. */
    public static final List<String> ALL = List.of("en", "de", "fr");

    private Locales() {}

    /** The language to write in to who prefers {@code tag} (BCP 47), such as {@code de} for {@code de-AT}. */
    public static String nearest(String tag) {
        var language = tag == null ? FALLBACK : Locale.forLanguageTag(tag).getLanguage();
        return ALL.contains(language) ? language : FALLBACK;
    }
}
