package dev.throughline.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One request of HTTP/1.0, which is never chunked, over a connection of its own, with no client library between that would send it again by itself. */
final class Wire {

    /**
     * What came back.
     *
     * @param status 0 if the connection was closed without an answer
     */
    record Answer(int status, String body, Duration took) {}

    private Wire() {}

    static Answer send(int port, String method, String path, String body) throws IOException {
        var begun = System.nanoTime();
        try (var socket = begin(port, method, path, body)) {
            socket.setSoTimeout(60_000);
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer(answer, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    /** Sends the request, and leaves it to the caller to wait for an answer or not. */
    static Socket begin(int port, String method, String path, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head =
                "%s %s HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(method, path, bytes.length);
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        var out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
        return socket;
    }

    private static Answer answer(String text, Duration took) {
        if (text.isEmpty()) {
            return new Answer(0, "", took);
        }
        var status = Integer.parseInt(text.split(" ", 3)[1]);
        return new Answer(status, text.substring(text.indexOf("\r\n\r\n") + 4), took);
    }
}
