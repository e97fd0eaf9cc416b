package dev.throughline.booking.partner;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is free by the Slots of a FHIR server (hl7.org/fhir/R4/slot.html). */
final class FhirSlots {

    private static final int PAGE = 200;
    private static final int MAX_PAGES = 25;

    private final FhirPartnerApi api;
    private final HttpAnswers answers;
    private final URI server;
    private final Map<String, Offer> offers;

    /** Which Slots are a service's, and how long its visits take. */
    record Offer(PartnerSettings.Slots slots, Duration duration) {}

    /** @param offers by the service's code */
    FhirSlots(FhirPartnerApi api, HttpAnswers answers, URI server, Map<String, Offer> offers) {
        this.api = api;
        this.answers = answers;
        this.server = server;
        this.offers = offers;
    }

    boolean none() {
        return offers.isEmpty();
    }

    /** Where a slot begins and how far the time after it is free, in one Schedule. */
    private record Free(String schedule, Instant start, Instant end) {

        /** One as a server tells it; {@code null} if it is not free. */
        static Free read(JsonNode slot) {
            if (!"Slot".equals(slot.path("resourceType").textValue())) {
                throw new IllegalArgumentException("it is no Slot");
            }
            return "free".equals(slot.path("status").textValue())
                    ? new Free(
                            slot.path("schedule").path("reference").asText(""),
                            instant(slot.path("start")),
                            instant(slot.path("end")))
                    : null;
        }

        private static Instant instant(JsonNode at) {
            try {
                return OffsetDateTime.parse(at.asText("")).toInstant();
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("a Slot has a start and an end", e);
            }
        }
    }

    /** The free starts from {@code from} until before {@code to}. */
    Uni<PartnerAnswer> free(String service, Instant from, Instant to) {
        var offer = offers.get(service);
        if (offer == null) {
            return Uni.createFrom()
                    .item(new PartnerAnswer.Refused(
                            "The configuration names no Slots of the partner for service %s.".formatted(service),
                            null));
        }
        // A visit that begins last takes up Slots after it.
        var range = List.of("ge" + from, "lt" + to.plus(offer.duration()));
        var slots = offer.slots();
        var first = api.slots(
                slots.schedule().orElse(null),
                slots.actor().orElse(null),
                slots.serviceType().orElse(null),
                range,
                "free",
                PAGE);
        return pages(first, List.of(), 1)
                .map(answer -> answer instanceof Read read
                        ? new PartnerAnswer.Free(starts(read.slots(), offer.duration(), from, to), read.detail(), null)
                        : ((Failed) answer).answer());
    }

    /** What the pages of a search came to. */
    private sealed interface Pages {}

    private record Read(List<Free> slots, String detail) implements Pages {}

    private record Failed(PartnerAnswer answer) implements Pages {}

    private Uni<Pages> pages(Uni<Response> exchange, List<Free> before, int number) {
        return answers.translated(exchange, answer -> {
                    page(answer);
                    return List.of();
                })
                .chain(answer -> answer instanceof PartnerAnswer.Known known
                        ? further(known, before, number)
                        : Uni.createFrom().item(new Failed(answer)));
    }

    private FhirPage<Free> page(JsonNode answer) {
        return FhirPage.read(answer, server, Free::read);
    }

    private Uni<Pages> further(PartnerAnswer.Known last, List<Free> before, int number) {
        var page = page(last.received());
        var all = new ArrayList<>(before);
        page.matches().stream().filter(slot -> slot != null).forEach(all::add);
        if (page.next() == null) {
            return Uni.createFrom().item(new Read(all, last.detail()));
        }
        // It is no failure of the partner, which would have it left alone.
        return number == MAX_PAGES
                ? Uni.createFrom()
                        .item(new Failed(new PartnerAnswer.Refused(
                                "The partner has more than %d pages of free Slots in this time.".formatted(MAX_PAGES),
                                null)))
                : pages(Uni.createFrom().deferred(() -> api.page(page.next().toString())), all, number + 1);
    }

    /** Where a Slot begins, and the time after it is free for as long as the visit takes; by how many Schedules. */
    private static List<Slot> starts(List<Free> slots, Duration duration, Instant from, Instant to) {
        var starts = new TreeMap<Instant, Set<String>>();
        var bySchedule =
                slots.stream().sorted(Comparator.comparing(Free::start)).collect(Collectors.groupingBy(Free::schedule));
        for (var ofOne : bySchedule.values()) {
            for (var at = 0; at < ofOne.size(); at++) {
                var slot = ofOne.get(at);
                var inRange = !slot.start().isBefore(from) && slot.start().isBefore(to);
                if (inRange && isFree(ofOne, at, slot.start().plus(duration))) {
                    starts.computeIfAbsent(slot.start(), start -> new HashSet<>())
                            .add(slot.schedule());
                }
            }
        }
        return starts.entrySet().stream()
                .map(start -> new Slot(start.getKey(), start.getValue().size()))
                .toList();
    }

    /** Whether the Slot {@code at}, with those that follow without a gap, lasts until {@code end}. */
    private static boolean isFree(List<Free> slots, int at, Instant end) {
        var until = slots.get(at).end();
        for (var next = at + 1; next < slots.size() && until.isBefore(end); next++) {
            if (slots.get(next).start().isAfter(until)) {
                return false;
            }
            var later = slots.get(next).end();
            until = later.isAfter(until) ? later : until;
        }
        return !until.isBefore(end);
    }
}
