package dev.throughline.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.ConnectionFactory;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartsIT {

    @Test
    void databaseKeepsWhatWasCommittedWhenTheServerIsKilled() throws Exception {
        var access = TestParts.database("parts");
        try (var connection = DriverManager.getConnection(
                        "jdbc:" + access.url(), access.ownerUser(), access.ownerPassword());
                var statement = connection.createStatement()) {
            statement.execute("create table kept (n int)");
            statement.execute("insert into kept values (42)");
        }
        TestParts.postgres().kill();
        assertFalse(Ports.listens("127.0.0.1", access.port()));
        TestParts.postgres().restart();
        try (var connection = DriverManager.getConnection(
                        "jdbc:" + access.url(), access.ownerUser(), access.ownerPassword());
                var found = connection.createStatement().executeQuery("select n, current_setting('fsync') from kept")) {
            assertTrue(found.next());
            assertEquals(42, found.getInt(1));
            assertEquals("on", found.getString(2));
        }
    }

    @Test
    void databaseLeavesNothingWhereOtherServersLook() throws Exception {
        var access = TestParts.database("sockets");
        try (var connection = DriverManager.getConnection("jdbc:" + access.url(), "postgres", "");
                var found = connection.createStatement().executeQuery("show unix_socket_directories")) {
            assertTrue(found.next());
            assertEquals("", found.getString(1));
        }
    }

    @Test
    void theAppRoleOwnsNothingAndCannotCreate() throws Exception {
        var access = TestParts.database("parts");
        try (var connection =
                        DriverManager.getConnection("jdbc:" + access.url(), access.appUser(), access.appPassword());
                var statement = connection.createStatement()) {
            assertThrows(SQLException.class, () -> statement.execute("create table mine (n int)"));
            var role = statement.executeQuery(
                    "select rolsuper or rolbypassrls or rolcreatedb from pg_roles where rolname = current_user");
            assertTrue(role.next());
            assertFalse(role.getBoolean(1));
        }
    }

    @Test
    void aKilledBrokerComesBackWithItsVirtualHostsAndDurableMessages() throws Exception {
        var virtualHost = TestParts.virtualHost();
        var factory = new ConnectionFactory();
        factory.setHost(TestParts.rabbit().host());
        factory.setPort(TestParts.rabbit().port());
        factory.setVirtualHost(virtualHost);
        factory.setAutomaticRecoveryEnabled(false);
        try (var connection = factory.newConnection();
                var channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.queueDeclare("kept", true, false, false, Map.of());
            var persistent = new com.rabbitmq.client.AMQP.BasicProperties.Builder()
                    .deliveryMode(2)
                    .build();
            channel.basicPublish("", "kept", persistent, new byte[] {1});
            assertTrue(channel.waitForConfirms(10_000));
        }
        // Stopped first: what was declared moments before a kill is not on the broker's disk yet.
        TestParts.rabbit().restart();
        TestParts.rabbit().kill();
        assertFalse(Ports.listens("127.0.0.1", factory.getPort()));
        TestParts.rabbit().restart();
        assertEquals(1, received(factory));
    }

    /** The queue may still be recovering when the broker lets us in. */
    private static int received(ConnectionFactory factory) throws Exception {
        var arrived = new java.util.concurrent.LinkedBlockingQueue<Byte>();
        try (var connection = factory.newConnection();
                var channel = connection.createChannel()) {
            channel.basicConsume("kept", true, (tag, message) -> arrived.add(message.getBody()[0]), tag -> {});
            var first = arrived.poll(60, java.util.concurrent.TimeUnit.SECONDS);
            return first == null ? -1 : first;
        }
    }
}
