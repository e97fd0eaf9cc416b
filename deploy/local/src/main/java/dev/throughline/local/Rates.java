package dev.throughline.local;

import java.util.Arrays;

/** The lowest, the middle and the highest of some figures. */
record Rates(double min, double median, double max) {

    static Rates of(double... figures) {
        var sorted = figures.clone();
        Arrays.sort(sorted);
        return new Rates(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }
}
