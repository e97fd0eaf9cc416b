package dev.throughline.booking.partner;

import dev.throughline.booking.callback.CallbackProfile;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A partner besides the usual ones: {@code coast}, which speaks OCTO and is played by the sandbox. */
public class OctoProfile extends CallbackProfile {

    static final String URL = "throughline.partners.coast.url";

    @Override
    public Map<String, String> getConfigOverrides() {
        var config = new HashMap<>(super.getConfigOverrides());
        config.put("throughline.partners.coast.connector", "octo");
        config.put("throughline.partners.coast.octo.products.CONSULT.id", "consult");
        config.put("throughline.partners.coast.octo.products.CONSULT.unit", "adult");
        config.put("throughline.catalog.services.CONSULT.partners[4]", "coast");
        return config;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        var resources = new ArrayList<>(super.testResources());
        resources.add(new TestResourceEntry(Coast.class));
        return resources;
    }

    /** The sandbox's process. */
    public static class Coast implements QuarkusTestResourceLifecycleManager {

        private SandboxUnderTest sandbox;

        @Override
        public Map<String, String> start() {
            try {
                sandbox = SandboxUnderTest.start(Files.createTempDirectory(Path.of("target"), "sandbox-"));
                return Map.of(URL, sandbox.at("/octo").toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            if (sandbox != null) {
                sandbox.close();
            }
        }
    }
}
