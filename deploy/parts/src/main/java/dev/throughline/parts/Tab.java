package dev.throughline.parts;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** One tab, used as a person would: by what is seen, mouse and keyboard. */
public final class Tab {

    private static final Duration PATIENCE = Duration.ofSeconds(15); // DEV
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;

    private final DevTools tools;
    private final String session;
    private final List<String> errors = new CopyOnWriteArrayList<>();

    private Tab(DevTools tools, String session) {
        this.tools = tools;
        this.session = session;
    }

    static Tab open(DevTools tools) {
        var context = tools.send(null, "Target.createBrowserContext", Map.of())
                .get("browserContextId")
                .asText();
        var target = tools.send(null, "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context));
        var attached = tools.send(
                null,
                "Target.attachToTarget",
                Map.of("targetId", target.get("targetId").asText(), "flatten", true));
        var tab = new Tab(tools, attached.get("sessionId").asText());
        tools.listen(tab::notice);
        List.of("Page.enable", "Runtime.enable", "Log.enable", "Network.enable")
                .forEach(domain -> tab.send(domain, Map.of()));
        tab.size(WIDTH, HEIGHT);
        return tab;
    }

    private void notice(JsonNode event) {
        if (!session.equals(event.path("sessionId").asText())) {
            return;
        }
        var parameters = event.path("params");
        switch (event.path("method").asText()) {
            case "Runtime.exceptionThrown" ->
                errors.add(parameters.path("exceptionDetails").toString());
            case "Log.entryAdded" -> {
                if (parameters.path("entry").path("level").asText().equals("error")) {
                    errors.add(parameters.path("entry").path("text").asText() + " "
                            + parameters.path("entry").path("url").asText());
                }
            }
            default -> {
                // Of no interest.
            }
        }
    }

    /** What the page did wrong so far: uncaught exceptions, refused resources, violations of its own content policy. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    private JsonNode send(String method, Map<String, ?> parameters) {
        return tools.send(session, method, parameters);
    }

    /** The size of the page in CSS pixels. */
    public void size(int width, int height) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Light or dark, as the reader prefers it. */
    public void dark(boolean dark) {
        prefer("prefers-color-scheme", dark ? "dark" : "light");
    }

    /** What a media query of the page is answered with. */
    public void prefer(String feature, String value) {
        send("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    /** Cuts the tab off from everything, or connects it again. */
    public void offline(boolean offline) {
        send(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** Opens {@code url} and waits until it is loaded. */
    public void go(String url) {
        var answer = send("Page.navigate", Map.of("url", url));
        if (answer.has("errorText")) {
            throw new IllegalStateException(url + ": " + answer.get("errorText").asText());
        }
        await(
                "%s to be loaded".formatted(url),
                "location.href !== 'about:blank' && document.readyState === 'complete'");
    }

    /** The value of a JavaScript expression; of a promise, what it comes to. */
    public JsonNode evaluate(String expression) {
        var answer =
                send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": "
                    + answer.path("exceptionDetails")
                            .path("exception")
                            .path("description")
                            .asText());
        }
        return answer.path("result").path("value");
    }

    /** Waits until a JavaScript expression is true. */
    public void await(String what, String expression) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(expression)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited in vain for %s. The page says:%n%s".formatted(what, text("body")));
            }
            pause();
        }
    }

    // While a page is being replaced by another there is nothing to ask.
    private boolean holds(String expression) {
        try {
            return evaluate(expression).asBoolean();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits until {@code text} can be read in what {@code selector} finds. */
    public void awaitText(String selector, String text) {
        await(
                "'%s' in %s".formatted(text, selector),
                "(document.querySelector(%s)?.innerText ?? '').includes(%s)".formatted(quote(selector), quote(text)));
    }

    /** What can be read in the first element that {@code selector} finds. */
    public String text(String selector) {
        return evaluate("document.querySelector(%s)?.innerText ?? ''".formatted(quote(selector)))
                .asText();
    }

    public boolean has(String selector) {
        return evaluate("document.querySelector(%s) !== null".formatted(quote(selector)))
                .asBoolean();
    }

    /** Clicks into the middle of the first element that {@code selector} finds, once it is there. */
    public void click(String selector) {
        await(selector, "document.querySelector(%s) !== null".formatted(quote(selector)));
        var middle = evaluate("""
                (() => { const e = document.querySelector(%s); e.scrollIntoView({block: 'center', behavior: 'instant'});
                  const r = e.getBoundingClientRect(); return {x: r.x + r.width / 2, y: r.y + r.height / 2}; })()
                """.formatted(quote(selector)));
        for (var type : List.of("mousePressed", "mouseReleased")) {
            send(
                    "Input.dispatchMouseEvent",
                    Map.of(
                            "type",
                            type,
                            "x",
                            middle.get("x").asDouble(),
                            "y",
                            middle.get("y").asDouble(),
                            "button",
                            "left",
                            "clickCount",
                            1));
        }
    }

    /** Replaces what is in a field. */
    public void type(String selector, String text) {
        click(selector);
        evaluate("document.querySelector(%s).select?.()".formatted(quote(selector)));
        send("Input.insertText", Map.of("text", text));
    }

    /** Presses a key by its name: a character, or {@code Enter}, {@code Tab}, {@code Escape}, {@code ArrowDown} and so on. */
    public void press(String key) {
        var text = key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
        var code = Map.of("Enter", 13, "Tab", 9, "Escape", 27, "ArrowDown", 40, "ArrowUp", 38)
                .getOrDefault(key, 0);
        send(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyDown", "key", key, "text", text, "windowsVirtualKeyCode", code));
        send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
    }

    /** Writes a picture of the whole page. */
    public void screenshot(Path file) {
        var picture = send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(picture.get("data").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code text} as a JavaScript string. */
    public static String quote(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
