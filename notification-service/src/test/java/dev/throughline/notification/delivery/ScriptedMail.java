package dev.throughline.notification.delivery;

import dev.throughline.kit.testing.PartsResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** The service with a {@link ScriptedSmtp} for its mail server, whose deliveries run when a test says so. */
public class ScriptedMail implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("throughline.jobs.automatic", "false", "throughline.smtp.max-attempts", "3");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PartsResource.class), new TestResourceEntry(Server.class));
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }

    /** Starts the server. */
    public static class Server implements QuarkusTestResourceLifecycleManager {

        private ScriptedSmtp smtp;

        @Override
        public Map<String, String> start() {
            smtp = new ScriptedSmtp();
            return Map.of("quarkus.mailer.host", "127.0.0.1", "quarkus.mailer.port", String.valueOf(smtp.port()));
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(smtp, new TestInjector.MatchesType(ScriptedSmtp.class));
        }

        @Override
        public void stop() {
            smtp.close();
        }
    }
}
