package dev.throughline.status.view;

import dev.throughline.status.fact.Facts;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/** The visit, without what was found: that is for its report. */
@RegisterForReflection
public record Visit(String status, String practitioner, Integer minutes, Instant checkedInAt, Instant endedAt) {

    static Visit after(Visit before, Facts facts) {
        var status = facts.text("visitStatus");
        if (status == null) {
            return before;
        }
        var time = facts.event().time();
        var known = before == null ? new Visit(null, null, null, null, null) : before;
        return new Visit(
                status,
                facts.text("practitioner", known.practitioner()),
                facts.number("visitMinutes") == null ? known.minutes() : facts.number("visitMinutes"),
                facts.event().type().equals("visit.checked-in") ? time : known.checkedInAt(),
                facts.event().type().equals("visit.completed")
                                || facts.event().type().equals("visit.no-show")
                        ? time
                        : known.endedAt());
    }

    boolean is(String wanted) {
        return wanted.equals(status);
    }
}
