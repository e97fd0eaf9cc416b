package dev.throughline.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Plan PLAN = Plan.of(List.of("--rounds", "3"));

    @Test
    void comparesRoundByRoundWithTheFasterOfTheOthers() {
        var scores = new LinkedHashMap<String, List<Score>>();
        scores.put(
                "ours", List.of(new Score(4000, 1000, 5000), new Score(100, 1000, 90000), new Score(6000, 1000, 4000)));
        scores.put("slow", List.of(new Score(1000, 500, 1000), new Score(50, 500, 1000), new Score(1000, 500, 1000)));
        scores.put("fast", List.of(new Score(2000, 900, 10000), new Score(40, 900, 90000), new Score(2000, 900, 8000)));

        var text = new Report("ours", scores).text(PLAN);

        assertTrue(text.contains("2.50 times  (2.00 2.50 3.00)"), text);
        assertTrue(
                text.contains(
                        "Beside fast, the faster of the others: 2.50 times its throughput (aim: 2, reached), 0.50 times its p99 (aim: 1, reached)"),
                text);
    }

    @Test
    void percentileIsTheSmallestValueThatSoManyDoNotExceed() {
        var waited = LongStream.rangeClosed(1, 200).map(micros -> micros * 1000).toArray();

        assertEquals(100, Stand.percentile(waited, 50));
        assertEquals(198, Stand.percentile(waited, 99));
        assertEquals(7, Stand.percentile(new long[] {7000}, 99));
    }

    @Test
    void aJobThatRanTwiceOrIsNotInTheLedgerIsNoSuccess() {
        assertTrue(Counts.of("10 10 0 0 0 10").complete(10));
        assertTrue(Counts.of("10 10 0 0 0 -1").complete(10));
        assertFalse(Counts.of("10 9 1 0 0 -1").complete(10));
        assertFalse(Counts.of("10 10 0 0 1 -1").complete(10));
        assertFalse(Counts.of("10 10 0 0 0 9").complete(10));
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertEquals(100, Plan.of(List.of("--jobs", "100")).jobs());
        assertThrows(IllegalArgumentException.class, () -> Plan.of(List.of("--jobs")));
        assertThrows(IllegalArgumentException.class, () -> Plan.of(List.of("--jobs", "0")));
        assertThrows(IllegalArgumentException.class, () -> Plan.of(List.of("--speed", "1")));
    }
}
