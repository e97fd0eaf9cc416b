package dev.throughline.parts;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** One PostgreSQL server, ours or somebody else's. */
public final class Postgres {

    private static final Duration START = Duration.ofSeconds(90);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String host;
    private final int port;
    private final String adminUser;
    private final String adminPassword;
    private final Path directory;
    private EmbeddedPostgres server;

    private Postgres(String host, int port, String adminUser, String adminPassword, Path directory) {
        this.host = host;
        this.port = port;
        this.adminUser = adminUser;
        this.adminPassword = adminPassword;
        this.directory = directory;
    }

    /**
     * Starts a server of our own with its data under {@code dir}, on the port it had before or a free one. What it commits
     * is on disk. A server that a killed process has left running is stopped first.
     */
    public static Postgres startPrivate(Path dir) {
        var postgres = new Postgres("127.0.0.1", rememberedPort(dir), "postgres", "", dir);
        postgres.start();
        return postgres;
    }

    /** The server at {@code postgresql://user:password@host:port}, if it lets us in. */
    public static Optional<Postgres> at(String url) {
        var uri = URI.create(url);
        var credentials = uri.getUserInfo() == null
                ? new String[] {"postgres"}
                : uri.getUserInfo().split(":", 2);
        var port = uri.getPort() < 0 ? 5432 : uri.getPort();
        var found =
                new Postgres(uri.getHost(), port, credentials[0], credentials.length > 1 ? credentials[1] : "", null);
        return found.mayCreate() ? Optional.of(found) : Optional.empty();
    }

    private static int rememberedPort(Path dir) {
        var file = dir.resolve("port");
        try {
            if (Files.exists(file)) {
                var port = Integer.parseInt(Files.readString(file).strip());
                if (!Ports.listens("127.0.0.1", port) || Files.exists(dir.resolve("data/postmaster.pid"))) {
                    return port;
                }
            }
            var port = Ports.free();
            Files.createDirectories(dir);
            Files.writeString(file, Integer.toString(port));
            return port;
        } catch (IOException e) {
            throw new PartUnavailable("The folder " + dir + " cannot be used for PostgreSQL.", e);
        }
    }

    private void start() {
        killLeftover();
        try {
            server = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(directory.resolve("data"))
                    .setOverrideWorkingDirectory(directory.resolve("binaries").toFile())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(START)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    // A socket's lock in /tmp that somebody else's server has left would keep this one from its port.
                    .setServerConfig("unix_socket_directories", "")
                    .setErrorRedirector(java.lang.ProcessBuilder.Redirect.appendTo(
                            directory.resolve("postgres.log").toFile()))
                    .setOutputRedirector(java.lang.ProcessBuilder.Redirect.appendTo(
                            directory.resolve("postgres.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new PartUnavailable(
                    "PostgreSQL did not start in %s; see postgres.log there.".formatted(directory), e);
        }
    }

    private void killLeftover() {
        leader().ifPresent(leftover -> {
            end(List.of(leftover), false);
            deletePidFile();
        });
    }

    private Optional<ProcessHandle> leader() {
        var file = directory.resolve("data/postmaster.pid");
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            var pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
            return ProcessHandle.of(pid).filter(Postgres::isPostgres);
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.contains("postgres"))
                .orElse(false);
    }

    private void deletePidFile() {
        try {
            Files.deleteIfExists(directory.resolve("data/postmaster.pid"));
        } catch (IOException e) {
            throw new PartUnavailable("A left-over postmaster.pid cannot be deleted in " + directory, e);
        }
    }

    private static void end(List<ProcessHandle> processes, boolean hard) {
        processes.forEach(process -> {
            if (hard) {
                process.destroyForcibly();
            } else {
                process.destroy();
            }
        });
        for (var process : processes) {
            try {
                process.onExit().get(15, TimeUnit.SECONDS);
            } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean mayCreate() {
        try (var connection = connect("postgres");
                var rights = connection
                        .createStatement()
                        .executeQuery(
                                "select rolsuper or (rolcreatedb and rolcreaterole) from pg_roles where rolname = current_user")) {
            return rights.next() && rights.getBoolean(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** A database with random passwords for its two roles. */
    public DatabaseAccess createDatabase(String name) {
        return createDatabase(name, random(), random());
    }

    /** Creates the database and its two roles if they are not there, and sets the roles' passwords. */
    public DatabaseAccess createDatabase(String name, String ownerPassword, String appPassword) {
        var access = new DatabaseAccess(host, port, name, name + "_owner", ownerPassword, name + "_app", appPassword);
        try (var connection = connect("postgres")) {
            role(connection, access.ownerUser(), ownerPassword);
            role(connection, access.appUser(), appPassword);
            if (!exists(connection, "select 1 from pg_database where datname = '%s'".formatted(name))) {
                execute(connection, "grant \"%s\" to current_user".formatted(access.ownerUser()));
                execute(connection, "create database \"%s\" owner \"%s\"".formatted(name, access.ownerUser()));
            }
            execute(connection, "revoke all on database \"%s\" from public".formatted(name));
            execute(connection, "grant connect on database \"%s\" to \"%s\"".formatted(name, access.appUser()));
        } catch (SQLException e) {
            throw new PartUnavailable("Database %s could not be made: %s".formatted(name, e.getMessage()), e);
        }
        return access;
    }

    private static void role(Connection connection, String name, String password) throws SQLException {
        if (!exists(connection, "select 1 from pg_roles where rolname = '%s'".formatted(name))) {
            execute(connection, "create role \"%s\"".formatted(name));
        }
        execute(
                connection,
                "alter role \"%s\" login nosuperuser nobypassrls nocreatedb nocreaterole password '%s'"
                        .formatted(name, password.replace("'", "''")));
    }

    /** Drops the database, whoever is connected, and its roles. */
    public void dropDatabase(String name) {
        try (var connection = connect("postgres")) {
            execute(connection, "drop database if exists \"%s\" with (force)".formatted(name));
            execute(connection, "drop role if exists \"%s_app\"".formatted(name));
            execute(connection, "drop role if exists \"%s_owner\"".formatted(name));
        } catch (SQLException e) {
            throw new PartUnavailable("Database %s could not be dropped: %s".formatted(name, e.getMessage()), e);
        }
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(query)) {
            return found.next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A connection as administrator. */
    public Connection connect(String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", adminUser);
        properties.setProperty("password", adminPassword);
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection("jdbc:postgresql://%s:%d/%s".formatted(host, port, database), properties);
    }

    /** Stops a server of ours; does nothing to somebody else's. */
    public void stop() {
        if (isPrivate()) {
            leader().ifPresent(leader -> end(List.of(leader), false));
            release();
        }
    }

    // The embedded server's object holds a lock on the data directory, whether its processes live or not.
    private void release() {
        if (server != null) {
            try {
                server.close();
            } catch (IOException | RuntimeException e) {
                // Its processes are gone already; the lock is released before it finds that out.
                server = null;
            }
            server = null;
        }
    }

    /** Kills a server of ours with all its processes, as a power failure would. */
    public void kill() {
        leader().ifPresent(leader -> {
            var all = new java.util.ArrayList<ProcessHandle>();
            all.add(leader);
            leader.descendants().forEach(all::add);
            end(all, true);
            deletePidFile();
        });
        release();
    }

    /** Starts a server of ours again, on the same port with the same data. */
    public void restart() {
        stop();
        start();
    }

    public boolean isPrivate() {
        return directory != null;
    }

    /** The process of a server of ours. */
    public Optional<Long> pid() {
        return isPrivate() ? leader().map(ProcessHandle::pid) : Optional.empty();
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public String adminUser() {
        return adminUser;
    }

    public String adminPassword() {
        return adminPassword;
    }

    /** A random password: 128 bits in hex. */
    public static String random() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "postgresql://%s:%d".formatted(host, port);
    }
}
