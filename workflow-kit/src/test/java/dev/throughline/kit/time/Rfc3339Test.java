package dev.throughline.kit.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

    @Test
    void itReadsAnyOffset() {
        assertEquals(Instant.parse("2030-12-23T08:00:00Z"), Rfc3339.parse("2030-12-23T09:00:00+01:00"));
        assertEquals(Instant.parse("9999-12-31T23:59:59Z"), Rfc3339.parse("9999-12-31T23:59:59Z"));
        assertEquals(Instant.parse("0001-01-01T00:00:00Z"), Rfc3339.parse("0001-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomorrow",
                "2030-12-23",
                "2030-12-23T09:00:00",
                "+999999999-12-31T23:59:59Z",
                "-0044-03-15T12:00:00Z",
                "0000-12-31T23:59:59Z",
                "9999-12-31T23:59:59-01:00"
            })
    void itRefusesTheRest(String text) {
        assertThrows(DateTimeException.class, () -> Rfc3339.parse(text));
    }
}
