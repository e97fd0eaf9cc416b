package dev.throughline.parts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ports of this machine. */
public final class Ports {

    private static final int PROBE_MILLIS = 500;

    // Below those that the system takes for outgoing connections: one of these could have the port before its owner
    // listens.
    private static final int FIRST = 12_000;
    private static final int BEYOND = 32_000;
    private static final int TRIES = 1_000;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A port that was free a moment ago, and that this process has not given to anybody before. */
    public static int free() {
        for (var tries = 0; tries < TRIES; tries++) {
            var port = FIRST + RANDOM.nextInt(BEYOND - FIRST);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new PartUnavailable("No port between %d and %d is free.".formatted(FIRST, BEYOND), null);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether something listens there. */
    public static boolean listens(String host, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PROBE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
