package dev.throughline.booking.visit;

import dev.throughline.kit.problem.NotAllowedNow;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;

/** The booked appointment as operators work on it. */
@Embeddable
public class Visit {

    @Column(name = "visit_status")
    @Enumerated(EnumType.STRING)
    private VisitStatus status;

    @Column(name = "practitioner")
    private String practitioner;

    @Column(name = "findings")
    private String findings;

    @Column(name = "visit_minutes")
    private Integer minutes;

    protected Visit() {}

    public static Visit scheduled() {
        var visit = new Visit();
        visit.status = VisitStatus.scheduled;
        return visit;
    }

    public void checkIn() {
        require("check-in", VisitStatus.scheduled);
        status = VisitStatus.checked_in;
    }

    /** {@code minutes}: how long it took. */
    public void complete(String practitioner, String findings, int minutes) {
        require("complete", VisitStatus.checked_in);
        this.status = VisitStatus.completed;
        this.practitioner = practitioner;
        this.findings = findings;
        this.minutes = minutes;
    }

    public void noShow() {
        require("no-show", VisitStatus.scheduled);
        status = VisitStatus.no_show;
    }

    public void cancel() {
        if (!status.allowed().contains("cancel")) {
            throw new NotAllowedNow("cancel", status.name(), status.allowed());
        }
        status = VisitStatus.cancelled;
    }

    /**
     * @param what what is asked for, which only a visit allows that has not begun
     * @throws NotAllowedNow if it has
     */
    public void requireScheduled(String what) {
        require(what, VisitStatus.scheduled);
    }

    private void require(String what, VisitStatus expected) {
        if (status != expected) {
            throw new NotAllowedNow(what, status.name(), status.allowed());
        }
    }

    public VisitStatus status() {
        return status;
    }

    public String practitioner() {
        return practitioner;
    }

    public String findings() {
        return findings;
    }

    public Integer minutes() {
        return minutes;
    }
}
