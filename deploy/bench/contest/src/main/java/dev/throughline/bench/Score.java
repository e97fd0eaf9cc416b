package dev.throughline.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What one contender did in one round.
 *
 * @param perSecond jobs from enqueue to done
 * @param middle half of the paced jobs were picked up within so many microseconds
 * @param most likewise, of 99 of a hundred
 */
record Score(long perSecond, long middle, long most) {

    static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        var half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    static double least(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    static double greatest(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    static Score of(String perSecond, String waited) {
        var percentiles =
                Arrays.stream(waited.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Score(Long.parseLong(perSecond), percentiles[0], percentiles[1]);
    }
}
