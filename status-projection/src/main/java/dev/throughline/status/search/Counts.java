package dev.throughline.status.search;

import dev.throughline.kit.time.TimeSource;
import dev.throughline.status.view.StatusView.Freshness;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.reactive.mutiny.Mutiny;

/** The counts of a tenant. They are kept with every change, but for the overdue, which become so by waiting. */
@ApplicationScoped
public class Counts {

    private static final int MOST = 10_000;
    private static final String APPLIED = "applied";
    private static final String ATTENTION = "attention";
    private static final String STATUS = "status.";

    private static final String KEPT =
            "select kind || ' ' || cast(sum(n) as text) from tally where tenant = ?1 group by kind having sum(n) <> 0";

    private static final String OVERDUE = """
            select count(*) from (select 1 from booking_view
                                  where tenant = ?1 and placed and expected_by < cast(cast(?2 as text) as timestamptz)
                                  limit ?3) few
            """;

    private final TimeSource time;

    Counts(TimeSource time) {
        this.time = time;
    }

    /** How many bookings of a tenant stand where. */
    @RegisterForReflection
    @Schema(name = "StatusSummary")
    public record Summary(
            Map<String, Long> counts,
            long total,
            long attention,
            long overdue,

            @Schema(description = "Whether there are more overdue than were counted.")
            boolean overdueIsMore,

            Instant asOf,
            long lagMs,
            String behind) {}

    Uni<Summary> summary(Mutiny.Session session, String tenant, Freshness fresh) {
        return kept(session, tenant)
                .chain(kept -> overdue(session, tenant).map(overdue -> summary(kept, overdue, fresh)));
    }

    /** How many events of {@code tenant} have been applied. */
    public Uni<Long> applied(Mutiny.Session session, String tenant) {
        return kept(session, tenant).map(kept -> kept.getOrDefault(APPLIED, 0L));
    }

    private static Uni<Map<String, Long>> kept(Mutiny.Session session, String tenant) {
        return session.createNativeQuery(KEPT, String.class)
                .setParameter(1, tenant)
                .getResultList()
                .map(rows -> {
                    var kept = new TreeMap<String, Long>();
                    rows.forEach(row -> {
                        var blank = row.lastIndexOf(' ');
                        kept.put(row.substring(0, blank), Long.parseLong(row.substring(blank + 1)));
                    });
                    return kept;
                });
    }

    private Uni<Long> overdue(Mutiny.Session session, String tenant) {
        return session.createNativeQuery(OVERDUE, Long.class)
                .setParameter(1, tenant)
                .setParameter(2, time.instant().toString())
                .setParameter(3, MOST + 1)
                .getSingleResult();
    }

    private static Summary summary(Map<String, Long> kept, long overdue, Freshness fresh) {
        var counts = new TreeMap<String, Long>();
        kept.forEach((kind, n) -> {
            if (kind.startsWith(STATUS)) {
                counts.put(kind.substring(STATUS.length()), n);
            }
        });
        return new Summary(
                counts,
                counts.values().stream().mapToLong(Long::longValue).sum(),
                kept.getOrDefault(ATTENTION, 0L),
                Math.min(overdue, MOST),
                overdue > MOST,
                fresh.asOf(),
                fresh.lagMs(),
                fresh.behind());
    }
}
