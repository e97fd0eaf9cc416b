package dev.throughline.parts;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One RabbitMQ broker, ours or somebody else's. */
public final class Rabbit {

    private static final long START_SECONDS = 90;
    private static final long CONTROL_SECONDS = 60;

    private final String host;
    private final int port;
    private final String user;
    private final String password;
    private final Path directory;
    private final RabbitInstallation installation;
    private final int distributionPort;
    private final int epmdPort;

    private Rabbit(
            String host, int port, String user, String password, Path directory, RabbitInstallation installation) {
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
        this.directory = directory;
        this.installation = installation;
        this.distributionPort = directory == null ? 0 : remembered("distribution.port");
        this.epmdPort = directory == null ? 0 : remembered("epmd.port");
    }

    /**
     * Starts a broker of our own with its data under {@code dir}, bound to the loopback interface, with its own node name,
     * ports and cookie. One that a killed process has left running is stopped first.
     */
    public static Rabbit startPrivate(Path dir) {
        var directory = dir.toAbsolutePath();
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("enabled_plugins"), "[].\n");
        } catch (IOException e) {
            throw new PartUnavailable("The folder " + dir + " cannot be used for RabbitMQ.", e);
        }
        var port = remembered(directory, "port");
        var rabbit = new Rabbit(
                "127.0.0.1",
                port,
                "guest",
                "guest",
                directory,
                RabbitInstallation.find(PackageCache.of("rabbitmq", directory)));
        rabbit.start();
        return rabbit;
    }

    /** The broker at {@code amqp://user:password@host:port}, if it lets us in. */
    public static Optional<Rabbit> at(String url) {
        var uri = URI.create(url);
        var credentials = uri.getUserInfo() == null
                ? new String[] {"guest", "guest"}
                : uri.getUserInfo().split(":", 2);
        var found = new Rabbit(
                uri.getHost(),
                uri.getPort() < 0 ? 5672 : uri.getPort(),
                credentials[0],
                credentials.length > 1 ? credentials[1] : "",
                null,
                null);
        return found.letsIn("/") ? Optional.of(found) : Optional.empty();
    }

    private int remembered(String name) {
        return remembered(directory, name);
    }

    private static int remembered(Path directory, String name) {
        var file = directory.resolve(name);
        try {
            if (Files.exists(file)) {
                return Integer.parseInt(Files.readString(file).strip());
            }
            var port = Ports.free();
            Files.writeString(file, Integer.toString(port));
            return port;
        } catch (IOException e) {
            throw new PartUnavailable("The folder " + directory + " cannot be used for RabbitMQ.", e);
        }
    }

    private void start() {
        kill();
        try {
            var process = program("rabbitmq-server", List.of())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("rabbitmq.log").toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            Files.writeString(directory.resolve("pid"), Long.toString(process.pid()));
            awaitStart(process);
        } catch (IOException e) {
            throw new PartUnavailable("RabbitMQ could not be started in " + directory, e);
        }
    }

    private void awaitStart(Process process) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!letsIn("/")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new PartUnavailable(
                        "RabbitMQ did not start in %s; see rabbitmq.log there.".formatted(directory), null);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartUnavailable("Interrupted while RabbitMQ was starting.", e);
        }
    }

    private ProcessBuilder program(String name, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(installation.bin().resolve(name).toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("RABBITMQ_"));
        builder.environment().putAll(environment());
        builder.environment().putAll(installation.environment());
        return builder;
    }

    private Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put("HOME", directory.toString());
        environment.put("RABBITMQ_NODENAME", "throughline-%d@localhost".formatted(port));
        environment.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
        environment.put("RABBITMQ_NODE_PORT", Integer.toString(port));
        environment.put("RABBITMQ_DIST_PORT", Integer.toString(distributionPort));
        environment.put("RABBITMQ_MNESIA_BASE", directory.resolve("data").toString());
        environment.put("RABBITMQ_LOG_BASE", directory.resolve("log").toString());
        environment.put(
                "RABBITMQ_ENABLED_PLUGINS_FILE",
                directory.resolve("enabled_plugins").toString());
        environment.put("RABBITMQ_CONFIG_FILE", directory.resolve("none").toString());
        environment.put("RABBITMQ_CONF_ENV_FILE", directory.resolve("none.conf").toString());
        environment.put("ERL_EPMD_PORT", Integer.toString(epmdPort));
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        environment.put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}");
        return environment;
    }

    private boolean letsIn(String virtualHost) {
        var factory = new ConnectionFactory();
        factory.setHost(host);
        factory.setPort(port);
        factory.setUsername(user);
        factory.setPassword(password);
        factory.setVirtualHost(virtualHost);
        factory.setConnectionTimeout(2_000);
        factory.setHandshakeTimeout(5_000);
        factory.setAutomaticRecoveryEnabled(false);
        try (var connection = factory.newConnection("throughline-parts")) {
            return connection.isOpen();
        } catch (IOException | TimeoutException e) {
            return false;
        }
    }

    /** Makes the virtual host if it is not there, and lets our user in. */
    public void createVirtualHost(String name) {
        if (letsIn(name)) {
            return;
        }
        control(List.of("add_vhost", name));
        control(List.of("set_permissions", "-p", name, user, ".*", ".*", ".*"));
        if (!letsIn(name)) {
            throw new PartUnavailable(
                    "The broker at %s:%d does not let %s into %s.".formatted(host, port, user, name), null);
        }
    }

    public void deleteVirtualHost(String name) {
        control(List.of("delete_vhost", name));
    }

    private void control(List<String> arguments) {
        try {
            var builder = isPrivate() ? program("rabbitmqctl", arguments) : installed(arguments);
            var output = Files.createTempFile("throughline", ".out");
            var process = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            var ended = process.waitFor(CONTROL_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            var said = Files.readString(output).strip();
            Files.deleteIfExists(output);
            if (!ended || process.exitValue() != 0) {
                throw new PartUnavailable("rabbitmqctl %s failed: %s".formatted(arguments.get(0), said), null);
            }
        } catch (IOException e) {
            throw new PartUnavailable("rabbitmqctl could not be run.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartUnavailable("Interrupted.", e);
        }
    }

    private static ProcessBuilder installed(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add("rabbitmqctl");
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /** Stops a broker of ours; does nothing to somebody else's. */
    public void stop() {
        end(false);
    }

    /**
     * Brings to disk what was declared a moment ago. RabbitMQ 3.x writes its schema a while after it has answered a
     * declaration, so that a node killed within that while has forgotten queues of which it holds messages.
     */
    public void settle() {
        control(List.of(
                "eval", "mnesia:sync_log(), dumped = mnesia:dump_log(), ok = dets:sync(ra_directory_reverse)."));
    }

    /** Kills a broker of ours with all its processes. */
    public void kill() {
        end(true);
    }

    private void end(boolean hard) {
        process().ifPresent(leader -> {
            var all = new ArrayList<ProcessHandle>();
            all.add(leader);
            leader.descendants().forEach(all::add);
            // The Erlang VM stops cleanly on SIGTERM; the shell around it only waits for it.
            all.forEach(hard ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
            all.forEach(Rabbit::await);
        });
        epmd().forEach(ProcessHandle::destroyForcibly);
    }

    private static void await(ProcessHandle process) {
        try {
            process.onExit().get(20, TimeUnit.SECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<ProcessHandle> process() {
        var file = directory == null ? null : directory.resolve("pid");
        try {
            if (file == null || !Files.exists(file)) {
                return Optional.empty();
            }
            var node = "throughline-%d@localhost".formatted(port);
            return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    .filter(process -> isOurs(process, node));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    // The pid may have been given to somebody else since: the node name is in the command line of the VM.
    private static boolean isOurs(ProcessHandle process, String node) {
        var own = process.info().commandLine().orElse("");
        return own.contains("rabbitmq")
                || own.contains(node)
                || process.descendants()
                        .anyMatch(child -> child.info().commandLine().orElse("").contains(node));
    }

    private List<ProcessHandle> epmd() {
        return directory == null
                ? List.of()
                : ProcessHandle.allProcesses()
                        .filter(process -> process.info().command().orElse("").endsWith("epmd"))
                        .filter(this::hasOurPort)
                        .toList();
    }

    private boolean hasOurPort(ProcessHandle process) {
        try {
            var environment = Files.readString(Path.of("/proc/%d/environ".formatted(process.pid())));
            return environment.contains("ERL_EPMD_PORT=" + epmdPort + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts a broker of ours again, on the same port with the same data. */
    public void restart() {
        stop();
        start();
    }

    public boolean isPrivate() {
        return directory != null;
    }

    /** The process of a broker of ours. */
    public Optional<Long> pid() {
        return process().map(ProcessHandle::pid);
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    @Override
    public String toString() {
        return "amqp://%s:%d".formatted(host, port);
    }
}
