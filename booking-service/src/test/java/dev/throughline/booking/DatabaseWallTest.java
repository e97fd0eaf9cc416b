package dev.throughline.booking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.throughline.booking.callback.CallbackProfile;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.testing.Walls;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The second wall: what the database itself allows. */
@QuarkusTest
@TestProfile(CallbackProfile.class)
class DatabaseWallTest {

    @Test
    void everyTableIsWalledAndWhatWorksAcrossTenantsIsForTheServiceOnly() throws Exception {
        try (var connection = PartsResource.connectAsOwner()) {
            assertEquals(List.of(), Walls.openTables(connection));
            assertEquals(List.of(), Walls.openFunctions(connection));
        }
    }
}
