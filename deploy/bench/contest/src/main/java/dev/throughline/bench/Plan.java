package dev.throughline.bench;

import java.util.List;

/**
 * What is asked of each contender.
 *
 * @param jobs how many, each round, as fast as they go
 * @param perSecond at which pace the others come, of which there are {@code paced} each round
 * @param seconds how long the end of a turn is waited for
 */
record Plan(int rounds, int jobs, int paced, int perSecond, int producers, int workers, int connections, int seconds) {

    static final String USAGE = """
            usage: deploy/bench/jobs [--rounds N] [--jobs N] [--paced N] [--rate N] [--producers N] [--workers N] [--connections N]""";

    private static final Plan USUAL = new Plan(5, 4000, 2000, 200, 8, 10, 20, 120);

    /**
     * The usual plan but for what {@code arguments} say.
     *
     * @throws IllegalArgumentException if they say something else
     */
    static Plan of(List<String> arguments) {
        var plan = USUAL;
        for (var i = 0; i < arguments.size(); i += 2) {
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(USAGE);
            }
            plan = plan.with(arguments.get(i), number(arguments.get(i + 1)));
        }
        return plan;
    }

    private static int number(String text) {
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("'%s' is no number from 1 to 999999.%n%s".formatted(text, USAGE));
        }
        return Integer.parseInt(text);
    }

    private Plan with(String what, int value) {
        return switch (what) {
            case "--rounds" -> new Plan(value, jobs, paced, perSecond, producers, workers, connections, seconds);
            case "--jobs" -> new Plan(rounds, value, paced, perSecond, producers, workers, connections, seconds);
            case "--paced" -> new Plan(rounds, jobs, value, perSecond, producers, workers, connections, seconds);
            case "--rate" -> new Plan(rounds, jobs, paced, value, producers, workers, connections, seconds);
            case "--producers" -> new Plan(rounds, jobs, paced, perSecond, value, workers, connections, seconds);
            case "--workers" -> new Plan(rounds, jobs, paced, perSecond, producers, value, connections, seconds);
            case "--connections" -> new Plan(rounds, jobs, paced, perSecond, producers, workers, value, seconds);
            default -> throw new IllegalArgumentException(USAGE);
        };
    }

    /** All jobs that one contender gets. */
    int total() {
        return (rounds + 1) * (jobs + paced);
    }
}
