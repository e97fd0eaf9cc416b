package dev.throughline.status.fact;

import dev.throughline.kit.event.Event;

/** An event of a known type lacks what the view cannot do without, so that its aggregate is parked rather than shown wrongly. */
public final class UnusableEvent extends RuntimeException {

    UnusableEvent(Event event, String trouble) {
        super("%s %s of %s: %s".formatted(event.type(), event.id(), event.aggregate(), trouble));
    }
}
