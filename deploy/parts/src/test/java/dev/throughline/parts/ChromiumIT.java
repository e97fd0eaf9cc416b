package dev.throughline.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChromiumIT {

    private static final String PAGE = """
            <!doctype html><html lang="en"><title>Page</title><main><h1>A page</h1>
            <label>Name <input id="name"></label> <button id="greet">Greet</button> <p id="greeting"></p></main>
            <script>
              document.getElementById("greet").onclick = () => setTimeout(
                () => greeting.textContent = `Hello, ${document.getElementById("name").value}!`, 100);
            </script>
            """;

    @TempDir
    Path pictures;

    @Test
    void aPageIsReadTypedIntoAndClicked() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var found = exchange.getRequestURI().getPath().equals("/");
            var body = found ? PAGE.getBytes(StandardCharsets.UTF_8) : new byte[0];
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(found ? 200 : 204, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (var chromium = Chromium.start()) {
            var tab = chromium.open();
            tab.go("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            assertEquals("A page", tab.text("h1"));
            tab.type("#name", "Ana Dvořák");
            tab.click("#greet");
            tab.awaitText("#greeting", "Hello, Ana Dvořák!");
            tab.screenshot(pictures.resolve("page.png"));
            assertTrue(Files.size(pictures.resolve("page.png")) > 1000);
            assertEquals(List.of(), tab.errors());
            tab.evaluate("setTimeout(() => { throw new Error('wrong') }, 0)");
            assertTrue(awaitErrors(tab).get(0).contains("wrong"));
        } finally {
            server.stop(0);
        }
    }

    private static List<String> awaitErrors(Tab tab) {
        var deadline = System.nanoTime() + 60_000_000_000L;
        while (tab.errors().isEmpty() && System.nanoTime() < deadline) {
            tab.evaluate("new Promise(done => setTimeout(done, 50))");
        }
        return tab.errors();
    }
}
