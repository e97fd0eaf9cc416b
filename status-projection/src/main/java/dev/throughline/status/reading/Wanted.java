package dev.throughline.status.reading;

import dev.throughline.kit.idempotency.ConsistencyToken;
import dev.throughline.kit.problem.Problems;
import java.time.Duration;
import java.util.UUID;

/**
 * What a reader asks for at least.
 *
 * @param token the state that must be comprised; {@code null} for whatever is there
 * @param patience how long it may take until it is
 */
public record Wanted(ConsistencyToken token, Duration patience) {

    /** Whatever is there. */
    public static final Wanted ANY = new Wanted(null, Duration.ZERO);

    /** A problem (400) if {@code token} is no token, or one of something that is not in the view of {@code booking}. */
    static Wanted of(UUID booking, String token, String prefer) {
        if (token == null || token.isEmpty()) {
            return ANY;
        }
        var decoded = ConsistencyToken.decode(token);
        var aggregate = decoded.aggregate();
        var followed = aggregate.equals("booking/" + booking)
                || aggregate.startsWith("document/")
                || aggregate.startsWith("notification/")
                || aggregate.startsWith("job/");
        if (!followed) {
            throw Problems.invalid("token", "must be the Consistency-Token of a change of this booking");
        }
        return new Wanted(decoded, Prefer.wait(prefer));
    }

    boolean satisfiedBy(Shown shown) {
        return token == null || shown != null && shown.view().versionOf(token.aggregate()) >= token.version();
    }

    /** What was granted, for {@code Preference-Applied}; {@code null} if there was nothing to grant. */
    String applied() {
        return token == null || patience.isZero() ? null : "wait=" + patience.toSeconds();
    }
}
