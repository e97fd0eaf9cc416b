package dev.throughline.booking.partner;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what this process has changed, or heard to have changed, at each partner. */
@ApplicationScoped
public class PartnerChanges {

    private final Map<String, Long> numbers = new ConcurrentHashMap<>();

    /** A booking at {@code partner} has changed, and that is committed. */
    public void changed(String partner) {
        numbers.merge(partner, 1L, Long::sum);
    }

    public long number(String partner) {
        return numbers.getOrDefault(partner, 0L);
    }
}
