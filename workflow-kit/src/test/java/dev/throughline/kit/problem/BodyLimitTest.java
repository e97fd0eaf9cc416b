package dev.throughline.kit.problem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.testing.Tokens;
import dev.throughline.kit.work.WithoutBroker;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutBroker.class)
class BodyLimitTest {

    private static final int LIMIT = 256 * 1024;

    @TestHTTPResource("/things")
    URL things;

    @Test
    void anAnnouncedBodyOverTheLimitIsAProblem() throws IOException {
        assertTooLarge(exchange("Content-Length: %d\r\n".formatted(LIMIT + 1), ""));
    }

    @Test
    void anUnannouncedBodyThatGrowsOverTheLimitIsAProblem() throws IOException {
        assertTooLarge(exchange("Transfer-Encoding: chunked\r\n", chunks(thing(LIMIT + 1))));
    }

    private static void assertTooLarge(String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
        assertTrue(answer.contains("\"type\":\"https://throughline.dev/problems/too-large\""), answer);
        assertTrue(answer.contains("At most %d bytes are read.".formatted(LIMIT)), answer);
    }

    @Test
    void anUnannouncedBodyUpToTheLimitIsRead() throws IOException {
        for (var size : new int[] {100, 20_000, LIMIT}) {
            var answer = exchange("Transfer-Encoding: chunked\r\nConnection: close\r\n", chunks(thing(size)));
            assertTrue(answer.startsWith("HTTP/1.1 201 "), answer);
        }
    }

    @Test
    void anAnnouncedBodyUpToTheLimitIsRead() throws IOException {
        for (var size : new int[] {100, 20_000, LIMIT}) {
            var answer = exchange("Content-Length: %d\r\nConnection: close\r\n".formatted(size), thing(size));
            assertTrue(answer.startsWith("HTTP/1.1 201 "), answer);
        }
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOn() throws IOException {
        var answer = exchange(
                "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: close\r\n", chunks(thing(100)));

        assertTrue(answer.startsWith("HTTP/1.1 100 "), answer);
        assertTrue(answer.contains("HTTP/1.1 201 "), answer);
    }

    @Test
    void anUnannouncedBodyThatIsEmptyIsAProblemOfItsOwn() throws IOException {
        var answer = exchange("Transfer-Encoding: chunked\r\nConnection: close\r\n", "0\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    private static String thing(int size) {
        var thing = "{\"name\": \"%s\", \"amount\": 1}".formatted(UUID.randomUUID());
        return thing + " ".repeat(size - thing.length());
    }

    private static String chunks(String body) {
        var chunks = new StringBuilder();
        for (var start = 0; start < body.length(); start += 8192) {
            var part = body.substring(start, Math.min(body.length(), start + 8192));
            chunks.append(Integer.toHexString(part.length()))
                    .append("\r\n")
                    .append(part)
                    .append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString();
    }

    /** All that the server says before it closes the connection. */
    private String exchange(String headers, String body) throws IOException {
        try (var socket = new Socket(things.getHost(), things.getPort())) {
            socket.setSoTimeout(60_000);
            var out = socket.getOutputStream();
            out.write(
                    ("POST /things HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nIdempotency-Key: %s\r\n"
                                    + "Authorization: %s\r\n%s\r\n")
                            .formatted(UUID.randomUUID(), Tokens.bearer("maker", "acme", "ann"), headers)
                            .getBytes(UTF_8));
            out.write(body.getBytes(UTF_8));
            out.flush();
            var answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            assertEquals(-1, socket.getInputStream().read());
            return answer.toString(UTF_8);
        }
    }
}
