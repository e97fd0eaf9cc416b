package dev.throughline.parts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A connection that speaks the Chrome DevTools Protocol: commands with their answers, and events. */
final class DevTools implements WebSocket.Listener {

    private static final long ANSWER_SECONDS = 60;

    private final ObjectMapper json = new ObjectMapper();
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final List<Consumer<JsonNode>> listeners = new CopyOnWriteArrayList<>();
    private final StringBuilder received = new StringBuilder();
    private WebSocket socket;

    private DevTools() {}

    static DevTools connect(URI address) {
        var tools = new DevTools();
        tools.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, tools)
                .join();
        return tools;
    }

    /** Is told of every event of every session. */
    void listen(Consumer<JsonNode> listener) {
        listeners.add(listener);
    }

    /** Sends a command and waits for its result. */
    synchronized JsonNode send(String session, String method, Map<String, ?> parameters) {
        var id = ids.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        open.put(id, answer);
        try {
            var message = new LinkedHashMap<String, Object>(Map.of("id", id, "method", method, "params", parameters));
            if (session != null) {
                message.put("sessionId", session);
            }
            socket.sendText(json.writeValueAsString(message), true).join();
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted in " + method, e);
        } catch (JsonProcessingException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(method + " failed: " + e.getMessage(), e);
        } finally {
            open.remove(id);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        received.append(part);
        if (last) {
            var message = received.toString();
            received.setLength(0);
            handle(message);
        }
        from.request(1);
        return null;
    }

    private void handle(String text) {
        try {
            var message = json.readTree(text);
            if (message.has("id")) {
                settle(message);
            } else {
                listeners.forEach(listener -> listener.accept(message));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The browser does not speak its protocol.", e);
        }
    }

    private void settle(JsonNode message) {
        var answer = open.get(message.get("id").asLong());
        if (answer == null) {
            return;
        }
        if (message.has("error")) {
            answer.completeExceptionally(
                    new IllegalStateException(message.get("error").toString()));
        } else {
            answer.complete(message.get("result"));
        }
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        open.values().forEach(answer -> answer.completeExceptionally(failure));
    }
}
