package dev.throughline.kit.roles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.kit.broker.EventTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusMainTest
@TestProfile(MigrateOnlyTest.MigrateOnly.class)
class MigrateOnlyTest {

    @Test
    void migratesAndExitsWithoutOpeningAPort(QuarkusMainLauncher launcher) {
        var run = launcher.launch();

        assertEquals(0, run.exitCode());
        assertFalse(run.getOutput().contains("Listening on"));
        assertTrue(run.getOutput().contains("Successfully applied"));
    }

    /** The application of the event tests, told to migrate only. */
    public static class MigrateOnly extends EventTest {
        @Override
        public Map<String, String> getConfigOverrides() {
            var config = new HashMap<>(super.getConfigOverrides());
            config.put("throughline.migrate-only", "true");
            config.put("quarkus.flyway.out-of-order", "false");
            config.put("quarkus.log.category.\"org.flywaydb.core.internal.command.DbMigrate\".level", "INFO");
            return config;
        }
    }
}
