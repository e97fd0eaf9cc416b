package dev.throughline.sandbox.reservation;

import dev.throughline.sandbox.fault.Fault;
import dev.throughline.sandbox.fault.Struck;
import dev.throughline.sandbox.reservation.LedgerWriter.Decided;
import dev.throughline.sandbox.reservation.Reservation.Status;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Holds places until their clients confirm them, and gives them away when they do not. Nobody is called back. */
@ApplicationScoped
public class Holds {

    private static final Logger LOG = Logger.getLogger(Holds.class);

    /**
     * What is wanted.
     *
     * @param id as the client wishes it
     * @param reference the client's; {@code null} for none
     * @param capacity how many may be live at that time
     */
    public record Wish(
            String partner,
            String id,
            String reference,
            String product,
            String start,
            List<Reservation.Unit> units,
            Duration hold,
            int capacity) {

        Wish under(String otherId) {
            return new Wish(partner, otherId, reference, product, start, units, hold, capacity);
        }
    }

    /** Why nothing was done. */
    public enum Refusal {
        id_in_use,
        unknown,
        full,
        not_live,
        expired
    }

    /**
     * What came of a request.
     *
     * @param reservation {@code null} if it was refused
     * @param refusal {@code null} if it was not
     */
    public record Result(Reservation reservation, Refusal refusal) {

        static Decided<Result> done(Reservation reservation) {
            return new Decided<>(Line.changed(reservation, List.of()), new Result(reservation, null));
        }

        static Decided<Result> refused(Refusal why) {
            return new Decided<>(null, new Result(null, why));
        }
    }

    private final Ledger ledger;

    Holds(Ledger ledger) {
        this.ledger = ledger;
    }

    /** After a restart: what is held still runs out. */
    void resume(@Observes StartupEvent event) {
        ledger.all(null).forEach(this::expireLater);
    }

    /** Holds a place; what it answers is durable. */
    public Uni<Result> hold(Wish wish, Struck struck) {
        var made = holdOne(wish, struck);
        return struck.by(Fault.Kind.create_twice)
                ? made.call(first -> first.reservation() == null
                        ? Uni.createFrom().nullItem()
                        : holdOne(wish.under(UUID.randomUUID().toString()), struck))
                : made;
    }

    private Uni<Result> holdOne(Wish wish, Struck struck) {
        return ledger.decide(books -> decide(books, wish, struck)).invoke(result -> {
            if (result.reservation() != null) {
                expireLater(result.reservation());
            }
        });
    }

    private static Decided<Result> decide(Books books, Wish wish, Struck struck) {
        if (books.find(wish.id()).isPresent()) {
            return Result.refused(Refusal.id_in_use);
        }
        var full = books.liveHolds(wish.partner(), wish.product(), wish.start()) >= wish.capacity();
        return full || struck.by(Fault.Kind.reject) ? Result.refused(Refusal.full) : Result.done(made(wish, struck));
    }

    private static Reservation made(Wish wish, Struck struck) {
        var now = now();
        var hold = struck.by(Fault.Kind.short_hold) ? struck.delay(Fault.Kind.short_hold, Duration.ZERO) : wish.hold();
        return new Reservation(
                wish.id(),
                wish.partner(),
                wish.reference(),
                wish.product(),
                wish.start(),
                Status.held,
                1,
                null,
                now,
                now,
                null,
                new Reservation.Hold(now.plus(hold), null, wish.units(), null));
    }

    private void expireLater(Reservation held) {
        if (held.status() == Status.held && held.hold() != null) {
            var left = Duration.between(Instant.now(), held.hold().expiresAt());
            Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left)
                    .chain(() -> change(held.partner(), held.id(), Holds::expired))
                    .subscribe()
                    .with(done -> {}, failure -> LOG.warnf("Not given away: %s", failure));
        }
    }

    private static Decided<Result> expired(Reservation held) {
        return held.status() == Status.held
                ? Result.done(held.to(Status.expired, now()))
                : Result.refused(Refusal.not_live);
    }

    /** Confirms what is held, if its time has not run out. */
    public Uni<Result> confirm(String partner, String id, String contact) {
        return change(partner, id, held -> confirmed(held, contact));
    }

    private static Decided<Result> confirmed(Reservation held, String contact) {
        var now = now();
        if (held.status() == Status.expired) {
            return Result.refused(Refusal.expired);
        }
        if (held.status() != Status.held) {
            return Result.refused(Refusal.not_live);
        }
        return now.isBefore(held.hold().expiresAt())
                ? Result.done(held.confirmed(contact, now))
                : new Decided<>(
                        Line.changed(held.to(Status.expired, now), List.of()), new Result(null, Refusal.expired));
    }

    /** Cancels what is live. */
    public Uni<Result> cancel(String partner, String id, String why) {
        return change(
                partner,
                id,
                live -> live.live() ? Result.done(live.cancelled(why, now())) : Result.refused(Refusal.not_live));
    }

    private Uni<Result> change(String partner, String id, Function<Reservation, Decided<Result>> change) {
        return ledger.decide(books -> books.find(id)
                .filter(reservation -> reservation.partner().equals(partner))
                .map(change)
                .orElseGet(() -> Result.refused(Refusal.unknown)));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
