package dev.throughline.booking.partner;

import dev.throughline.booking.callback.CallbackProfile;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.parts.Ports;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The application with its database, and partners at a port at which the test puts them. Three comparisons each ten seconds. */
public class DriftProfile extends CallbackProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        var config = new HashMap<>(super.getConfigOverrides());
        config.put("throughline.sandbox.url", "http://127.0.0.1:" + Ports.free());
        config.put("throughline.drift.per-minute", "18");
        config.put("throughline.drift.grace", "PT0S");
        for (var partner : new String[] {"meridian", "harbour"}) {
            var key = "throughline.partners." + partner;
            config.put(key + ".timeout", "PT1M");
            config.put(key + ".connect-timeout", "PT30S");
            config.put(key + ".breaker.window", "1000");
            config.put(key + ".verify-after", "PT5H");
        }
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PartsResource.class, Map.of("broker", "none")));
    }
}
