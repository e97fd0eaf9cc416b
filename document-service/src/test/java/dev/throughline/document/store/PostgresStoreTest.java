package dev.throughline.document.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.throughline.document.Bench;
import dev.throughline.document.DocumentParts;
import dev.throughline.kit.testing.PartsResource;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.work.Origin;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DocumentParts.class)
class PostgresStoreTest extends DocumentStoreContract {

    @Inject
    PostgresStore store;

    @Inject
    Bench bench;

    @Inject
    Pool pool;

    @Override
    DocumentStore store() {
        return store;
    }

    @Test
    void theDatabaseItselfRefusesBytesUnderAnotherHash() throws SQLException {
        try (var connection = PartsResource.connectAsOwner();
                var statement = connection.createStatement()) {
            var refused = assertThrows(
                    SQLException.class,
                    () -> statement.execute("insert into content values ('acme', repeat('0', 64), 1, '\\x00', now())"));
            assertTrue(refused.getMessage().contains("check constraint"), refused.getMessage());
        }
    }

    @Test
    void theServiceSeesNoContentWithoutATenant() {
        var content = Content.of("row-level security".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        bench.perform(() -> store.put(Origin.system("test", "acme", Ids.next()), content));

        assertEquals(1, bench.count("select count(*) from content where sha256 = ?", content.sha256()));
        for (var table : new String[] {"content", "document"}) {
            var seen = pool.query("select count(*) from " + table)
                    .execute()
                    .await()
                    .atMost(Duration.ofSeconds(60));
            assertEquals(0L, seen.iterator().next().getLong(0), table);
        }
    }
}
