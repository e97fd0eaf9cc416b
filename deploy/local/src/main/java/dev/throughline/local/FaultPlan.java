package dev.throughline.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What happens to one booking of a fault run; the same for the same seed, whatever else happens.
 *
 * @param start when the visit is to be, RFC 3339
 * @param email where its mails go
 * @param act what its customer or an operator does
 */
record FaultPlan(int number, String partner, String start, String email, List<Strike> strikes, Act act) {

    /** Every operation of the sandbox with every fault that it can have. */
    static final List<String> STRIKES = List.of(
            "reserve delay",
            "reserve drop_before",
            "reserve timeout_after",
            "reserve error_after",
            "reserve create_twice",
            "reserve reject",
            "reserve callback_late",
            "reserve callback_twice",
            "reserve callback_out_of_order",
            "reserve stale_callback",
            "find delay",
            "find drop_before",
            "find timeout_after",
            "find error_after",
            "find reject",
            "cancel delay",
            "cancel drop_before",
            "cancel timeout_after",
            "cancel error_after",
            "cancel reject",
            "cancel callback_late",
            "cancel callback_twice",
            "cancel callback_out_of_order",
            "cancel stale_callback");

    private static final List<String> PARTNERS = List.of("meridian", "harbour", "summit");
    // Within the time after which a partner's silence is settled, and on both sides of the time that is waited for it.
    private static final List<Integer> DELAYS = List.of(300, 1_500, 3_000, 8_000);
    private static final int DAYS = 28;
    private static final int UNANSWERED_PERCENT = 3;

    /** Something that goes wrong at the partner. */
    record Strike(String operation, String fault, int millis) {

        /** Adds it to a plan of the sandbox. */
        void addTo(ArrayNode plan, String member, String value) {
            plan.addObject()
                    .put("operation", operation)
                    .put("fault", fault)
                    .put("times", 1)
                    .put("delayMs", millis)
                    .put(member, value);
        }
    }

    /** What is done with a booking. */
    enum Act {
        nothing,
        cancel,
        /** Before the partner has answered. */
        cancel_at_once,
        complete,
        no_show
    }

    static FaultPlan of(long seed, int number) {
        var random = new Random(seed * 1_000_003 + number);
        var strikes = strikes(random);
        var day = 1 + random.nextInt(DAYS);
        var unanswered = random.nextInt(100) < UNANSWERED_PERCENT;
        return new FaultPlan(
                number,
                PARTNERS.get(random.nextInt(PARTNERS.size())),
                "2031-02-%02dT%02d:00:00Z".formatted(day, 8 + random.nextInt(9)),
                "fault-run-%d@%s".formatted(number, unanswered ? "no-answer.example" : "example.com"),
                strikes,
                act(random, strikes));
    }

    /** None for most of the bookings, one or two for the others. */
    private static List<Strike> strikes(Random random) {
        var strikes = new ArrayList<Strike>();
        for (var left = Math.max(0, random.nextInt(5) - 2); left > 0; left--) {
            var words = STRIKES.get(random.nextInt(STRIKES.size())).split(" ");
            strikes.add(new Strike(words[0], words[1], DELAYS.get(random.nextInt(DELAYS.size()))));
        }
        return List.copyOf(strikes);
    }

    private static Act act(Random random, List<Strike> strikes) {
        var chosen = random.nextInt(100);
        if (strikes.stream().anyMatch(strike -> strike.operation().equals("cancel")) || chosen < 15) {
            return chosen % 4 == 0 ? Act.cancel_at_once : Act.cancel;
        }
        return chosen < 65 ? Act.complete : chosen < 70 ? Act.no_show : Act.nothing;
    }
}
