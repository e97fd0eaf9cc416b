package dev.throughline.booking.catalog;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Holidays by date or, every year, by month and day. */
record Holidays(Set<LocalDate> dates, Set<MonthDay> yearly) {

    /** Reads {@code YYYY-MM-DD} and {@code MM-DD}; what is neither is a problem, and left out. */
    static Holidays from(List<String> configured, Consumer<String> problems) {
        var dates = new HashSet<LocalDate>();
        var yearly = new HashSet<MonthDay>();
        for (var text : configured) {
            try {
                if (text.length() == "12-25".length()) {
                    yearly.add(MonthDay.parse("--" + text));
                } else {
                    dates.add(LocalDate.parse(text));
                }
            } catch (DateTimeException e) {
                problems.accept("holidays: '%s' is neither a date (2030-12-25) nor a day of every year (12-25)."
                        .formatted(text));
            }
        }
        return new Holidays(Set.copyOf(dates), Set.copyOf(yearly));
    }

    boolean contain(LocalDate date) {
        return dates.contains(date) || yearly.contains(MonthDay.from(date));
    }
}
