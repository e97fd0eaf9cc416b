package dev.throughline.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table of counts: what is counted by row, how bookings ended by column. */
final class Counts {

    private static final List<String> COLUMNS = List.of("completed", "cancelled", "rejected");

    private final Map<String, Map<String, Integer>> rows = new LinkedHashMap<>();

    synchronized void add(String row, String column, int count) {
        rows.computeIfAbsent(row, any -> new LinkedHashMap<>()).merge(column, count, Integer::sum);
    }

    synchronized void print() {
        System.out.printf("%n%-44s", "");
        COLUMNS.forEach(column -> System.out.printf("%12s", column));
        System.out.println();
        rows.forEach((row, counts) -> {
            System.out.printf("%-44s", row);
            COLUMNS.forEach(column -> System.out.printf("%12d", counts.getOrDefault(column, 0)));
            System.out.println();
        });
    }
}
