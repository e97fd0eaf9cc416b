package dev.throughline.sandbox.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.throughline.sandbox.fault.Fault;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestLogTest {

    @Test
    void keepsTheLastTenThousand() {
        var log = new RequestLog();
        for (var i = 0; i < 10_005; i++) {
            log.add(new RequestLog.Entry(
                    Instant.EPOCH, "meridian", Fault.Operation.find, "reference " + i, null, Set.of(), 200));
        }

        assertEquals(10_000, log.all().size());
        assertEquals("reference 5", log.all().get(0).reference());
        assertEquals("reference 10004", log.all().get(9_999).reference());
    }
}
