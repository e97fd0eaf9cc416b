package dev.throughline.status.reading;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                           | 0",
                "wait=10                     | 10",
                "Wait = 10                   | 10",
                "respond-async, wait=5       | 5",
                "wait=\"7\"; foo=\"bar\"     | 7",
                "wait=600                    | 30",
                "wait=-1                     | 0",
                "wait                        | 0",
                "await=10                    | 0",
                "wait=99999999999999999999   | 0",
            })
    void understandsWaitAndIgnoresTheRest(String header, int seconds) {
        assertEquals(ofSeconds(seconds), Prefer.wait(header));
    }
}
