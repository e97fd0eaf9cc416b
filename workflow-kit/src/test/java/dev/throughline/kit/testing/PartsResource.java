package dev.throughline.kit.testing;

import dev.throughline.parts.DatabaseAccess;
import dev.throughline.parts.TestParts;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives the application under test a database of its own with an owner and a role that row-level security binds, a virtual
 * host of its own on a real broker, a free HTTP port, and the public key that {@link Tokens} signs for.
 *
 * <p>With the argument {@code broker=none} no broker is started, for an application that has the role {@code api} only.
 */
public class PartsResource implements QuarkusTestResourceLifecycleManager {

    private static final String DATABASE = "throughline.test.database";

    private DatabaseAccess database;
    private String virtualHost;
    private boolean withBroker = true;

    /** A connection to the database of the application under test that no policy binds. */
    public static Connection connectAsOwner() throws SQLException {
        return TestParts.postgres().connect(System.getProperty(DATABASE));
    }

    @Override
    public void init(Map<String, String> arguments) {
        withBroker = !"none".equals(arguments.get("broker"));
    }

    @Override
    public Map<String, String> start() {
        database = TestParts.database("service");
        System.setProperty(DATABASE, database.database());
        var config = new HashMap<String, String>();
        config.put("quarkus.http.test-port", "0");
        config.put("throughline.database.url", database.url());
        config.put("throughline.database.username", database.appUser());
        config.put("throughline.database.password", database.appPassword());
        config.put("throughline.database.owner-username", database.ownerUser());
        config.put("throughline.database.owner-password", database.ownerPassword());
        config.put("throughline.jwt.publickey", Tokens.publicKeyFile().toString());
        if (withBroker) {
            config.putAll(startBroker());
        }
        return config;
    }

    /** Where the application finds its broker. */
    protected Map<String, String> startBroker() {
        virtualHost = TestParts.virtualHost();
        var rabbit = TestParts.rabbit();
        return Map.of(
                "throughline.broker.host", rabbit.host(),
                "throughline.broker.port", String.valueOf(rabbit.port()),
                "throughline.broker.username", rabbit.user(),
                "throughline.broker.password", rabbit.password(),
                "throughline.broker.virtual-host", virtualHost);
    }

    /** Takes away what {@link #startBroker} has made. */
    protected void stopBroker() {
        if (virtualHost != null) {
            TestParts.rabbit().deleteVirtualHost(virtualHost);
        }
    }

    @Override
    public void stop() {
        stopBroker();
        if (database != null) {
            TestParts.postgres().dropDatabase(database.database());
        }
    }
}
