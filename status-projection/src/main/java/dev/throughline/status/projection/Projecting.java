package dev.throughline.status.projection;

import dev.throughline.kit.event.Event;
import dev.throughline.kit.work.Work;
import dev.throughline.status.fact.Facts;
import dev.throughline.status.live.Change;
import dev.throughline.status.live.Changes;
import dev.throughline.status.timeline.Entry;
import dev.throughline.status.timeline.Timeline;
import dev.throughline.status.view.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Applies an event to the view of its booking and adds its timeline entry, in one transaction and under the lock of the
 * view's row, since events of its documents and messages come at the same time. Readers are woken after the commit.
 */
@ApplicationScoped
class Projecting {

    private static final Logger LOG = Logger.getLogger(Projecting.class);

    private final Views views;
    private final Timeline timeline;
    private final Changes changes;

    Projecting(Views views, Timeline timeline, Changes changes) {
        this.views = views;
        this.timeline = timeline;
        this.changes = changes;
    }

    Uni<Void> apply(Work work, Event event) {
        var facts = Facts.of(event);
        var booking = facts.booking();
        if (booking == null) {
            LOG.debugf("%s %s is about no booking.", event.type(), event.id());
            return Uni.createFrom().voidItem();
        }
        return views.lock(work, booking).chain(found -> follow(work, booking, facts, found));
    }

    private Uni<Void> follow(Work work, UUID booking, Facts facts, Views.Numbered found) {
        var position = found.position() + 1;
        var orderedAt = found.view().apply(facts);
        var changed = new Views.Numbered(found.view(), position);
        return timeline.add(work, booking, Entry.of(position, facts), facts, orderedAt)
                .chain(added ->
                        added ? keep(work, booking, changed) : Uni.createFrom().voidItem());
    }

    private Uni<Void> keep(Work work, UUID booking, Views.Numbered changed) {
        var change = new Change(work.origin().tenant(), booking, changed.position());
        return views.save(work, booking, changed).invoke(() -> work.afterCommit(() -> changes.made(change)));
    }
}
