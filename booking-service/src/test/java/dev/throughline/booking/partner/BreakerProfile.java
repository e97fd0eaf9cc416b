package dev.throughline.booking.partner;

import dev.throughline.booking.callback.CallbackProfile;
import java.util.HashMap;
import java.util.Map;

/** Partners besides the usual ones: {@code down} and {@code away}, where nothing listens. */
public class BreakerProfile extends CallbackProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        var config = new HashMap<>(super.getConfigOverrides());
        for (var partner : new String[] {"down", "away"}) {
            var key = "throughline.partners." + partner;
            config.put(key + ".url", "http://127.0.0.1:1");
            config.put(key + ".breaker.window", "2");
            config.put(key + ".breaker.failure-ratio", "1.0");
            config.put(key + ".breaker.delay", "PT1H");
        }
        return config;
    }
}
