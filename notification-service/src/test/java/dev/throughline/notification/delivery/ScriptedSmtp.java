package dev.throughline.notification.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A mail server on a real socket that does at each step of the dialogue what a test says; otherwise it agrees. */
public final class ScriptedSmtp implements AutoCloseable {

    /** Where in the dialogue. */
    public enum Step {
        GREETING("220 script ESMTP"),
        EHLO("250-script\r\n250-PIPELINING\r\n250 8BITMIME"),
        MAIL("250 sender ok"),
        RCPT("250 recipient ok"),
        DATA("354 go on"),
        DOT("250 queued as 1"),
        RSET("250 reset"),
        QUIT("221 bye");

        private final String agreement;

        Step(String agreement) {
            this.agreement = agreement;
        }
    }

    /** What to do instead of agreeing. */
    private interface Deed {
        /** Whether the connection goes on. */
        boolean act(Step step, Socket socket) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Map<Step, Deed> deeds = new ConcurrentHashMap<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch silence = new CountDownLatch(1);

    public ScriptedSmtp() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public void reply(Step step, String reply) {
        deeds.put(step, (at, socket) -> {
            say(socket, reply);
            return true;
        });
    }

    public void disconnect(Step step) {
        deeds.put(step, (at, socket) -> false);
    }

    /** Says {@code reply} and hangs up. */
    public void replyAndDisconnect(Step step, String reply) {
        deeds.put(step, (at, socket) -> {
            say(socket, reply);
            return false;
        });
    }

    /** Says nothing until {@link #speak}, then agrees. */
    public void beSilent(Step step) {
        silence = new CountDownLatch(1);
        var until = silence;
        deeds.put(step, (at, socket) -> {
            until.await();
            say(socket, at.agreement);
            return true;
        });
    }

    public void speak() {
        silence.countDown();
    }

    /** Agrees to everything again. */
    public void agree() {
        deeds.clear();
        speak();
    }

    /** The messages that came with their final dot, whatever was answered. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** Every command of every connection. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    public int connections() {
        return open.size();
    }

    public void forget() {
        agree();
        messages.clear();
        commands.clear();
    }

    @Override
    public void close() {
        speak();
        try {
            listener.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                open.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            var goesOn = deed(Step.GREETING, socket);
            String line;
            while (goesOn && (line = lines.readLine()) != null) {
                commands.add(line);
                var step = step(line);
                goesOn = step != null && deed(step, socket);
                if (goesOn && step == Step.DATA && !deeds.containsKey(Step.DATA)) {
                    goesOn = message(lines) && deed(Step.DOT, socket);
                }
            }
        } catch (IOException e) {
            // The client hung up.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private boolean message(BufferedReader lines) throws IOException {
        var message = new StringBuilder();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(".")) {
                messages.add(message.toString());
                return true;
            }
            message.append(line).append('\n');
        }
        return false;
    }

    private boolean deed(Step step, Socket socket) throws IOException, InterruptedException {
        var deed = deeds.get(step);
        if (deed != null) {
            return deed.act(step, socket);
        }
        say(socket, step.agreement);
        return step != Step.QUIT;
    }

    private static Step step(String line) {
        for (var step : Step.values()) {
            if (line.startsWith(step.name())) {
                return step;
            }
        }
        return null;
    }

    private static void say(Socket socket, String reply) throws IOException {
        socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }
}
