package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.throughline.booking.partner.PartnerAnswer.Free;
import dev.throughline.booking.partner.PartnerAnswer.Known;
import dev.throughline.booking.partner.PartnerAnswer.Refused;
import dev.throughline.booking.partner.PartnerAnswer.Uncertain;
import dev.throughline.booking.partner.PartnerAnswer.WithoutEffect;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The connector for partners that speak OCTO. A booking there is held first and confirmed by us then, under a uuid that follows
 * from our reference. Real servers answer a repeated request with an error instead of with their first answer: before a no is
 * believed, the booking is looked up by its uuid. A hold whose time ran out has used its uuid up; the next one has another, and
 * is made only when that is known, so that never more than one of them is live.
 */
final class OctoConnector implements PartnerConnector {

    private static final int MAX_HOLDS = 10;

    /** For more days at once a partner need not say what is free. */
    private static final Duration AT_ONCE = Duration.ofDays(14);

    private final OctoExchanges partner;
    private final PartnerSettings.Octo settings;

    OctoConnector(OctoExchanges partner, PartnerSettings.Octo settings) {
        this.partner = partner;
        this.settings = settings;
    }

    /**
     * One hold that is tried.
     *
     * @param number 0 for the first; one more for each before it whose time ran out
     */
    private record Hold(Request request, PartnerSettings.Product product, int number) {

        String reference() {
            return request.reference();
        }

        String uuid() {
            return OctoConnector.uuid(reference(), number);
        }

        Hold next() {
            return new Hold(request, product, number + 1);
        }
    }

    /** The reference itself if it is a uuid, else one that is always the same for it. */
    static String uuid(String reference, int number) {
        if (number == 0 && isUuid(reference)) {
            return reference;
        }
        var name = "octo:%d:%s".formatted(number, reference);
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public Uni<PartnerAnswer> reserve(Request request) {
        var product = settings.products().get(request.service());
        return product == null
                ? answer(new WithoutEffect(
                        "The configuration names no product of the partner for service %s; nothing was sent."
                                .formatted(request.service()),
                        null))
                : reserve(new Hold(request, product, 0));
    }

    /** Looks first: to be asked again for what is there already, a partner may answer with any error. */
    private Uni<PartnerAnswer> reserve(Hold hold) {
        return partner.look(hold.uuid(), hold.reference()).chain(found -> lookedUp(hold, found));
    }

    private Uni<PartnerAnswer> lookedUp(Hold hold, PartnerAnswer found) {
        if (!(found instanceof Known known)) {
            return answer(onlyLooked(found));
        }
        return known.reservations().isEmpty() ? check(hold) : goOn(hold, known);
    }

    private Uni<PartnerAnswer> check(Hold hold) {
        var start = hold.request().start();
        return partner.check(question(hold.product(), start, start)).chain(offers -> offered(hold, offers));
    }

    /** Whatever the zone of the product is: the dates there of all from {@code first} to {@code last} are among these. */
    private static OctoPartnerApi.AvailabilityCheck question(
            PartnerSettings.Product product, Instant first, Instant last) {
        return new OctoPartnerApi.AvailabilityCheck(
                product.id(),
                product.option(),
                first.atOffset(ZoneOffset.MIN).toLocalDate().toString(),
                last.atOffset(ZoneOffset.MAX).toLocalDate().toString(),
                List.of(new OctoPartnerApi.Units(product.unit(), 1)));
    }

    private Uni<PartnerAnswer> offered(Hold hold, PartnerAnswer offers) {
        if (!(offers instanceof Known)) {
            return answer(offers instanceof Refused ? offers : onlyLooked(offers));
        }
        return free(offers.received(), hold.request().start())
                .map(availability -> make(hold, availability))
                .orElseGet(() -> answer(new Refused("The partner has no place at this time.", null)));
    }

    private static Optional<String> free(JsonNode offers, Instant start) {
        return StreamSupport.stream(offers.spliterator(), false)
                .filter(offer -> offer.path("available").asBoolean()
                        && OctoBooking.startOf(offer).equals(start))
                .map(offer -> offer.path("id").asText(""))
                .findFirst();
    }

    private Uni<PartnerAnswer> make(Hold hold, String availability) {
        var product = hold.product();
        var wanted = new OctoPartnerApi.BookingReservation(
                hold.uuid(),
                product.id(),
                product.option(),
                availability,
                settings.hold().toMinutes(),
                List.of(new OctoPartnerApi.UnitItem(product.unit())),
                hold.reference());
        return partner.reserve(wanted).chain(made -> made(hold, made));
    }

    private Uni<PartnerAnswer> made(Hold hold, PartnerAnswer made) {
        if (made instanceof Refused refused) {
            return afterNo(refused, hold.uuid(), hold.reference(), found -> goOn(hold, found));
        }
        return made instanceof Known known ? goOn(hold, known) : answer(made);
    }

    /** Goes on from the booking as it is. */
    private Uni<PartnerAnswer> goOn(Hold hold, Known known) {
        var booking = known.reservations().get(0);
        if (!booking.begun()) {
            return answer(known);
        }
        if (booking.live()) {
            return confirm(hold);
        }
        return hold.number() + 1 < MAX_HOLDS
                ? reserve(hold.next())
                : answer(new WithoutEffect(
                        "The time of %d holds has run out; no other is made.".formatted(MAX_HOLDS), known.received()));
    }

    private Uni<PartnerAnswer> confirm(Hold hold) {
        var contact = new OctoPartnerApi.Contact(hold.request().customer());
        return partner.confirm(hold.uuid(), new OctoPartnerApi.BookingConfirmation(contact, hold.reference()))
                .chain(confirmed -> confirmed(hold, confirmed));
    }

    private Uni<PartnerAnswer> confirmed(Hold hold, PartnerAnswer confirmed) {
        if (confirmed instanceof Refused refused) {
            return afterNo(
                    refused,
                    hold.uuid(),
                    hold.reference(),
                    found -> isHeld(found) ? release(hold, refused) : goOn(hold, found));
        }
        return answer(orHeld(confirmed));
    }

    private static boolean isHeld(Known found) {
        var booking = found.reservations().get(0);
        return booking.begun() && booking.live();
    }

    /** The partner will not confirm it: the place goes back before the no is passed on. */
    private Uni<PartnerAnswer> release(Hold hold, Refused refused) {
        return partner.cancel(hold.uuid()).map(released -> released instanceof Known ? refused : orHeld(released));
    }

    @Override
    public Uni<PartnerAnswer> find(String reference) {
        return partner.list(reference)
                .chain(listed -> listed instanceof Known known ? complete(known, reference, 0) : answer(listed));
    }

    /** A list may lag behind, or leave out what is only held; a look-up by uuid does not. */
    private Uni<PartnerAnswer> complete(Known all, String reference, int number) {
        var uuid = uuid(reference, number);
        return all.reservations().stream()
                .filter(booking -> booking.id().equalsIgnoreCase(uuid))
                .findFirst()
                .map(booking -> completeAfter(booking, all, reference, number))
                .orElseGet(() -> partner.look(uuid, reference)
                        .chain(found -> found instanceof Known known
                                ? completeWith(known, all, reference, number)
                                : answer(found)));
    }

    private Uni<PartnerAnswer> completeWith(Known found, Known all, String reference, int number) {
        if (found.reservations().isEmpty()) {
            return answer(all);
        }
        var more = new ArrayList<>(all.reservations());
        more.addAll(found.reservations());
        return completeAfter(
                found.reservations().get(0), new Known(more, found.detail(), found.received()), reference, number);
    }

    /** After a hold whose time ran out there may be another. */
    private Uni<PartnerAnswer> completeAfter(Reservation booking, Known all, String reference, int number) {
        var ranOut = booking.begun() && !booking.live();
        return ranOut && number + 1 < MAX_HOLDS ? complete(all, reference, number + 1) : answer(all);
    }

    @Override
    public Uni<PartnerAnswer> cancel(String reservationId) {
        return partner.cancel(reservationId).chain(cancelled -> cancelled(reservationId, cancelled));
    }

    private Uni<PartnerAnswer> cancelled(String reservationId, PartnerAnswer cancelled) {
        return cancelled instanceof Refused refused
                ? afterNo(
                        refused,
                        reservationId,
                        null,
                        found -> answer(found.reservations().get(0).live() ? refused : found))
                : answer(cancelled);
    }

    @Override
    public boolean tellsAvailability() {
        return true;
    }

    @Override
    public Uni<PartnerAnswer> availability(String service, Instant from, Instant to) {
        var product = settings.products().get(service);
        return product == null
                ? answer(new Refused(
                        "The configuration names no product of the partner for service %s.".formatted(service), null))
                : free(product, from, to, List.of());
    }

    private Uni<PartnerAnswer> free(PartnerSettings.Product product, Instant from, Instant to, List<Slot> before) {
        var end = to.isAfter(from.plus(AT_ONCE)) ? from.plus(AT_ONCE) : to;
        return partner.free(question(product, from, end.minusNanos(1))).chain(answer -> {
            if (!(answer instanceof Free free)) {
                return answer(answer);
            }
            var all = Stream.concat(before.stream(), free.slots().stream().filter(slot -> isWithin(slot, from, end)))
                    .toList();
            return end.equals(to) ? answer(new Free(all, free.detail(), null)) : free(product, end, to, all);
        });
    }

    private static boolean isWithin(Slot slot, Instant from, Instant end) {
        return !slot.start().isBefore(from) && slot.start().isBefore(end);
    }

    /** By the uuid the partner knows a repetition, though it answers it with an error. */
    @Override
    public boolean idempotent(PartnerOperation operation) {
        return true;
    }

    /** A no stands if there is no such booking; else {@code there} says what it means. */
    private Uni<PartnerAnswer> afterNo(
            Refused refused, String uuid, String reference, Function<Known, Uni<PartnerAnswer>> there) {
        return partner.look(uuid, reference).chain(found -> {
            if (found instanceof Known known) {
                return known.reservations().isEmpty() ? answer(refused) : there.apply(known);
            }
            return answer(new Uncertain(refused.detail() + " It cannot be looked up: " + found.detail(), null));
        });
    }

    /** Nothing was asked for but a look, which has not succeeded. */
    private static PartnerAnswer onlyLooked(PartnerAnswer looked) {
        return new WithoutEffect("Nothing was asked for yet. " + looked.detail(), looked.received());
    }

    /** Whatever became of a later step: the partner may hold a booking for us. */
    private static PartnerAnswer orHeld(PartnerAnswer later) {
        return later instanceof Known ? later : new Uncertain(later.detail(), later.received());
    }

    private static Uni<PartnerAnswer> answer(PartnerAnswer answer) {
        return Uni.createFrom().item(answer);
    }
}
