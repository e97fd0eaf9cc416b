package dev.throughline.local;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 connection for one request after the other, which costs the measuring side little: what a full client needs
 * would be taken from the service, on the same machine.
 */
final class KeepAlive implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private final String head;

    /** {@code token}: the bearer token of all its requests. */
    KeepAlive(int port, String token) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        head = "Host: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
                .formatted(port, token);
    }

    /** Posts {@code body}, reads the whole answer, and gives its status. */
    int post(String path, String key, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var lines = "POST %s HTTP/1.1\r\n%sIdempotency-Key: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(path, head, key, bytes.length)
                .getBytes(StandardCharsets.US_ASCII);
        var request = new byte[lines.length + bytes.length];
        System.arraycopy(lines, 0, request, 0, lines.length);
        System.arraycopy(bytes, 0, request, lines.length, bytes.length);
        out.write(request);
        return answer();
    }

    private int answer() throws IOException {
        var status = Integer.parseInt(line().split(" ")[1]);
        var length = -1;
        for (var header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
        }
        if (length < 0) {
            throw new IOException("An answer without Content-Length cannot be read here.");
        }
        in.skipNBytes(length);
        return status;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The service closed the connection.");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
