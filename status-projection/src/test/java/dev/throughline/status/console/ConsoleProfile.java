package dev.throughline.status.console;

import dev.throughline.parts.Ports;
import dev.throughline.status.StatusProfile;
import java.util.HashMap;
import java.util.Map;

/** The application with a console that can be signed in to by a token, and with ports for the services that it asks. */
public class ConsoleProfile extends StatusProfile {

    // Tests and profiles may see this class through different class loaders.
    private static final String PORT = "throughline.test.owning-services";

    static int port() {
        return Integer.getInteger(PORT);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        if (System.getProperty(PORT) == null) {
            System.setProperty(PORT, String.valueOf(Ports.free()));
        }
        var config = new HashMap<>(super.getConfigOverrides());
        for (var service : new String[] {"booking", "notification", "document"}) {
            config.put(
                    "throughline.console.services.%s.url".formatted(service),
                    "http://127.0.0.1:%d/%s".formatted(port(), service));
        }
        config.put("throughline.console.token-form", "true");
        config.put("throughline.console.secure-cookie", "false");
        config.put("throughline.console.timeout", "PT2S");
        config.put("throughline.console.catch-up", "PT1S");
        config.put("throughline.console.trace-url", "http://127.0.0.1:16686/trace/{traceId}");
        config.put("throughline.status.stream.per-tenant", "50");
        config.put("quarkus.otel.sdk.disabled", "true");
        // A view that has not caught up is a problem of the API, and what some tests are about.
        config.put("quarkus.log.category.\"http-problem\".level", "OFF");
        return config;
    }
}
