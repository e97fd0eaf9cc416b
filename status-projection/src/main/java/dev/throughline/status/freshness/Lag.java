package dev.throughline.status.freshness;

import dev.throughline.kit.time.TimeSource;
import dev.throughline.status.fact.When;
import dev.throughline.status.view.StatusView.Freshness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Tells how far behind views are: all of them, because no heartbeat comes through, or one, because an event of its booking is
 * missing or could not be applied.
 */
@ApplicationScoped
public class Lag {

    /** The name of the projection and of its consumer. */
    public static final String PROJECTION = "status";

    private static final String MISSING =
            "An earlier event of this booking has not arrived yet; later ones wait for it.";
    private static final String PARKED =
            "An event of this booking could not be applied and was set aside; an engineer has to look at it.";
    private static final String LATE = "Events are not getting through at the moment, or more slowly than they come.";

    private static final String OF_ALL =
            "select to_char(proven_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from projection where name = ?1";

    private static final String OF_ONE = """
            select to_char(min(since) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || ' ' || bool_or(parked)
            from (select cast(cast(envelope as json) ->> 'time' as timestamptz) as since, false as parked from inbox_waiting
                  where consumer = ?1 and aggregate = any (string_to_array(cast(?2 as text), ' '))
                  union all
                  select updated_at, true from inbox_aggregate
                  where consumer = ?1 and aggregate = any (string_to_array(cast(?2 as text), ' ')) and parked) as unapplied
            """;

    private final FreshnessSettings settings;
    private final TimeSource time;

    Lag(FreshnessSettings settings, TimeSource time) {
        this.settings = settings;
        this.time = time;
    }

    /** Since when something is known not to be applied, and why; both {@code null} if nothing is. */
    private record Behind(Instant since, String why) {}

    /** How fresh all views together are. */
    public Uni<Freshness> ofAll(Mutiny.Session session) {
        return proven(session).map(proven -> freshness(proven, null, behind(proven)));
    }

    /**
     * How fresh the view of one booking is.
     *
     * @param followed the aggregates whose events its view follows
     * @param lastEventAt when the newest event in it happened
     */
    public Uni<Freshness> ofBooking(
            Mutiny.Session session, UUID booking, Collection<String> followed, Instant lastEventAt) {
        var aggregates = Stream.concat(Stream.of("booking/" + booking), followed.stream())
                .distinct()
                .collect(Collectors.joining(" "));
        return proven(session)
                .chain(proven -> session.createNativeQuery(OF_ONE, String.class)
                        .setParameter(1, PROJECTION)
                        .setParameter(2, aggregates)
                        .getSingleResultOrNull()
                        .map(row -> row == null
                                ? freshness(proven, lastEventAt, behind(proven))
                                : freshness(proven, null, earlier(behind(proven), own(row)))));
    }

    private static Uni<Instant> proven(Mutiny.Session session) {
        return session.createNativeQuery(OF_ALL, String.class)
                .setParameter(1, PROJECTION)
                .getSingleResultOrNull()
                .map(text -> text == null ? null : Instant.parse(text));
    }

    private Behind behind(Instant proven) {
        if (proven == null) {
            return new Behind(null, LATE);
        }
        var tolerated = time.instant().minus(settings.heartbeat().multipliedBy(2));
        return proven.isBefore(tolerated) ? new Behind(proven, LATE) : new Behind(null, null);
    }

    private static Behind own(String row) {
        var parts = row.split(" ");
        return new Behind(Instant.parse(parts[0]), parts[1].startsWith("t") ? PARKED : MISSING);
    }

    private static Behind earlier(Behind all, Behind own) {
        return all.since() != null && all.since().isBefore(own.since()) ? new Behind(all.since(), own.why()) : own;
    }

    private Freshness freshness(Instant proven, Instant lastEventAt, Behind behind) {
        var lag = behind.since() == null
                ? 0
                : Math.max(1, Duration.between(behind.since(), time.instant()).toMillis());
        var asOf = When.later(proven, lastEventAt);
        var known = behind.since() != null
                        && lastEventAt == null
                        && (asOf == null || behind.since().isBefore(asOf))
                ? behind.since()
                : asOf;
        return new Freshness(known, lag, behind.why());
    }
}
