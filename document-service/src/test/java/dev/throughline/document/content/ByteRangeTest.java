package dev.throughline.document.content;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.throughline.document.store.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    private static final long SIZE = 1000;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-499, 0, 500",
        "bytes=500-, 500, 500",
        "bytes=990-5000, 990, 10",
        "bytes=-1, 999, 1",
        "bytes=-5000, 0, 1000",
        "Bytes=10-19, 10, 10",
        "bytes= 10-19, 10, 10",
        "bytes=0-999999999999999999, 0, 1000",
    })
    void aRangeIsAPart(String header, long offset, long length) {
        assertEquals(new ByteRange.Part(new Slice(offset, length)), ByteRange.of(header, SIZE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=999999999999999999-"})
    void aRangeWithoutAByteCannotBeSatisfied(String header) {
        assertEquals(new ByteRange.Unsatisfiable(), ByteRange.of(header, SIZE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=5-1",
                "bytes=a-b",
                "bytes=0-1,5-6",
                "pages=1-2",
                "bytes=--1",
                "bytes=0-1x",
                "bytes=99999999999999999999-",
                "bytes=١-٢"
            })
    void whatIsNoSingleRangeIsAnsweredWithEverything(String header) {
        assertEquals(new ByteRange.Whole(), ByteRange.of(header, SIZE));
    }

    @Test
    void withoutARangeEverythingIsAnswered() {
        assertEquals(new ByteRange.Whole(), ByteRange.of(null, SIZE));
    }
}
