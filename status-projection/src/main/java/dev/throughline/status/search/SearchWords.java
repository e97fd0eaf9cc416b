package dev.throughline.status.search;

import dev.throughline.status.view.BookingView;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words by which a booking is found: without accents, in lower case. A search finds words that begin with its own. */
public final class SearchWords {

    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final int LONGEST = 60;
    private static final int MOST = 8;

    private SearchWords() {}

    /** Those of a booking, separated by blanks: its id (which is its reference), customer, service, partner, reservation. */
    public static String of(String tenant, UUID id, BookingView view) {
        var order = view.order();
        var words = new TreeSet<String>();
        words.add(tenant(tenant));
        if (order != null) {
            var customer = order.customer();
            Stream.of(
                            id.toString(),
                            customer.name(),
                            customer.email(),
                            order.service(),
                            order.partner(),
                            reservation(view))
                    .filter(Objects::nonNull)
                    .flatMap(text -> words(text).stream())
                    .forEach(words::add);
        }
        return String.join(" ", words);
    }

    private static String reservation(BookingView view) {
        return view.partner().reservationId();
    }

    /** The query, as PostgreSQL's tsquery, for bookings with all words of {@code text}; {@code null} if it has none. */
    static String query(String tenant, String text) {
        var words = words(text);
        if (words.isEmpty()) {
            return null;
        }
        return words.stream()
                .limit(MOST)
                .map(word -> "'" + word + "':*")
                .collect(Collectors.joining(" & ", "'" + tenant(tenant) + "' & ", ""));
    }

    // One index serves all tenants; the tenant is a word of it, so that a search reads its own part only.
    private static String tenant(String tenant) {
        return "tenant=" + BETWEEN.matcher(tenant).replaceAll("-");
    }

    private static List<String> words(String text) {
        var plain =
                ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
        return Arrays.stream(BETWEEN.split(plain.toLowerCase(Locale.ROOT)))
                .filter(word -> !word.isEmpty())
                .map(word ->
                        word.length() > LONGEST ? word.substring(0, word.offsetByCodePoints(0, LONGEST / 2)) : word)
                .toList();
    }
}
