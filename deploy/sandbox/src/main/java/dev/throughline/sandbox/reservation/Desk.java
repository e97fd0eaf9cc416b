package dev.throughline.sandbox.reservation;

import dev.throughline.sandbox.callback.CallbackPlan;
import dev.throughline.sandbox.callback.CallbackSender;
import dev.throughline.sandbox.fault.Fault;
import dev.throughline.sandbox.fault.Struck;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Makes, confirms and cancels reservations, and sees to it that changes are told. */
@ApplicationScoped
class Desk {

    private static final Logger LOG = Logger.getLogger(Desk.class);

    /** What is wanted. */
    record Wish(String partner, String reference, String service, OffsetDateTime start) {}

    private final SandboxSettings settings;
    private final Ledger ledger;
    private final CallbackPlan plan;
    private final CallbackSender sender;
    private final OpeningHours hours;

    Desk(SandboxSettings settings, Ledger ledger, CallbackPlan plan, CallbackSender sender, OpeningHours hours) {
        this.hours = hours;
        this.settings = settings;
        this.ledger = ledger;
        this.plan = plan;
        this.sender = sender;
    }

    /** After a restart: tells what has not been heard, and confirms what was held. */
    void resume(@Observes StartupEvent event) {
        sender.resume();
        ledger.all(null).forEach(reservation -> confirmLater(reservation, Struck.NOTHING));
    }

    /** Reserves; what it answers is durable. */
    Uni<Reservation> reserve(Wish wish, Struck struck) {
        return ledger.record(books -> made(wish, struck, hours.isFull(wish.partner(), wish.start(), books.all())))
                .invoke(line -> sender.send(line.sendable()))
                .map(Line::reservation)
                .invoke(made -> confirmLater(made, struck));
    }

    private Line made(Wish wish, Struck struck, boolean full) {
        var manners = settings.partners().get(wish.partner());
        var refusal = refusal(manners, wish, struck.by(Fault.Kind.reject) || full);
        var later = manners.confirms() == SandboxSettings.Confirms.LATER || struck.by(Fault.Kind.callback_out_of_order);
        var status = later ? Reservation.Status.held : Reservation.Status.confirmed;
        var now = now();
        var made = new Reservation(
                "R-" + UUID.randomUUID(),
                wish.partner(),
                wish.reference(),
                wish.service(),
                Wishes.text(wish.start()),
                refusal.isPresent() ? Reservation.Status.rejected : status,
                1,
                refusal.orElse(null),
                now,
                now,
                null,
                null);
        return Line.changed(made, plan.made(made, struck));
    }

    private static Optional<String> refusal(SandboxSettings.Partner manners, Wish wish, boolean noPlace) {
        if (noPlace) {
            return Optional.of("No place at this time.");
        }
        var day = wish.start().withOffsetSameInstant(ZoneOffset.UTC).getDayOfWeek();
        return manners.rejectsSundays() && day == DayOfWeek.SUNDAY
                ? Optional.of("Closed on Sundays.")
                : Optional.empty();
    }

    private void confirmLater(Reservation made, Struck struck) {
        if (made.status() == Reservation.Status.held && made.hold() == null) {
            Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(settings.confirmAfter())
                    .chain(() -> ledger.change(made.id(), held -> confirmed(held, struck)))
                    .invoke(this::tell)
                    .subscribe()
                    .with(done -> {}, failure -> LOG.warnf("Not confirmed: %s", failure));
        }
    }

    private Optional<Line> confirmed(Reservation held, Struck struck) {
        if (held.status() != Reservation.Status.held) {
            return Optional.empty();
        }
        var confirmed = held.to(Reservation.Status.confirmed, now());
        return Optional.of(Line.changed(confirmed, plan.confirmed(confirmed, struck)));
    }

    /** Cancels what is live; empty if it is not. */
    Uni<Optional<Reservation>> cancel(String id, Struck struck) {
        return ledger.change(id, live -> cancelled(live, struck))
                .invoke(this::tell)
                .map(line -> line.map(Line::reservation));
    }

    private Optional<Line> cancelled(Reservation live, Struck struck) {
        if (!live.live()) {
            return Optional.empty();
        }
        var cancelled = live.to(Reservation.Status.cancelled, now());
        return Optional.of(Line.changed(cancelled, plan.cancelled(live, cancelled, struck)));
    }

    private void tell(Optional<Line> line) {
        line.ifPresent(changed -> sender.send(changed.sendable()));
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
