package dev.throughline.sandbox.reservation;

import dev.throughline.sandbox.callback.Callback;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All reservations and the callbacks not heard yet, after some number of lines. For one thread at a time. */
final class Books {

    private final Map<String, Reservation> reservations = new LinkedHashMap<>();
    private final Map<String, List<String>> idsByReference = new HashMap<>();
    private final Map<String, Integer> liveHolds = new HashMap<>();
    private final Map<String, Callback> unheard = new LinkedHashMap<>();
    private final Map<String, Map<String, Callback>> unheardByReservation = new HashMap<>();

    void take(Line line) {
        if (line.wiped()) {
            reservations.clear();
            idsByReference.clear();
            liveHolds.clear();
            unheard.clear();
            unheardByReservation.clear();
        }
        if (line.reservation() != null) {
            enter(line.reservation());
            line.callbacks().forEach(this::expect);
        }
        if (line.heard() != null) {
            hear(line.heard());
        }
    }

    private void enter(Reservation reservation) {
        var before = reservations.put(reservation.id(), reservation);
        if (reservation.hold() != null) {
            var freed = before != null && before.live() ? 1 : 0;
            liveHolds.merge(place(reservation), (reservation.live() ? 1 : 0) - freed, Integer::sum);
        }
        if (before == null) {
            idsByReference
                    .computeIfAbsent(reservation.reference(), reference -> new ArrayList<>(1))
                    .add(reservation.id());
        }
    }

    private static String place(Reservation reservation) {
        return place(reservation.partner(), reservation.service(), reservation.start());
    }

    private static String place(String partner, String service, String start) {
        return partner + " " + start + " " + service;
    }

    /** How many live ones at that time have to be confirmed by their client, or have been. */
    int liveHolds(String partner, String service, String start) {
        return liveHolds.getOrDefault(place(partner, service, start), 0);
    }

    private void expect(Callback callback) {
        unheard.put(callback.key(), callback);
        unheardByReservation
                .computeIfAbsent(callback.reservation(), reservation -> new LinkedHashMap<>())
                .put(callback.key(), callback);
    }

    private void hear(String key) {
        var heard = unheard.remove(key);
        if (heard != null) {
            unheardByReservation.get(heard.reservation()).remove(key);
            unheardByReservation.computeIfPresent(
                    heard.reservation(), (reservation, left) -> left.isEmpty() ? null : left);
        }
    }

    Optional<Reservation> find(String id) {
        return Optional.ofNullable(reservations.get(id));
    }

    /** Oldest first. */
    List<Reservation> all() {
        return List.copyOf(reservations.values());
    }

    /** Oldest first. */
    List<Reservation> all(String reference) {
        return idsByReference.getOrDefault(reference, List.of()).stream()
                .map(reservations::get)
                .toList();
    }

    boolean isUnheard(Callback callback) {
        return unheard.containsKey(callback.key());
    }

    /** Every callback that waits for no other. */
    List<Callback> sendable() {
        return unheardByReservation.values().stream()
                .flatMap(about -> sendable(about.values()).stream())
                .toList();
    }

    /** The callbacks that need wait no longer once {@code heard} has been heard. */
    List<Callback> freedBy(Callback heard) {
        var before =
                unheardByReservation.getOrDefault(heard.reservation(), Map.of()).values();
        var left = before.stream()
                .filter(callback -> !callback.key().equals(heard.key()))
                .toList();
        var free = new ArrayList<>(sendable(left));
        free.removeAll(sendable(before));
        return free;
    }

    private List<Callback> sendable(Collection<Callback> about) {
        var prompt = about.stream().filter(callback -> !callback.comesLate()).toList();
        return prompt.isEmpty() ? about.stream().filter(this::mayFollow).toList() : prompt;
    }

    private boolean mayFollow(Callback late) {
        return late.waits() == Callback.Waits.for_others
                || find(late.reservation())
                        .filter(reservation -> reservation.version() > late.version())
                        .isPresent();
    }
}
