package dev.throughline.kit.broker;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;

/** Opens connections to RabbitMQ for publishing and asking; consuming is the messaging connector's. */
@ApplicationScoped
public class Broker {

    private static final Logger LOG = Logger.getLogger(Broker.class);
    private static final int RPC_TIMEOUT_MILLIS = 10_000;

    private final BrokerSettings settings;

    Broker(BrokerSettings settings) {
        this.settings = settings;
    }

    public BrokerSettings settings() {
        return settings;
    }

    /**
     * Opens a connection that appears at the broker as {@code name}. Blocks, at most for the connect timeout and a few round
     * trips with a timeout each.
     */
    public ConfirmedChannel open(String name) throws IOException, TimeoutException {
        var socket = new AtomicReference<Socket>();
        var connection = factory(socket).newConnection(name);
        try {
            return new ConfirmedChannel(connection, socket);
        } catch (IOException | RuntimeException e) {
            connection.abort(0);
            throw e;
        }
    }

    private ConnectionFactory factory(AtomicReference<Socket> socket) {
        var factory = new ConnectionFactory();
        factory.setHost(settings.host());
        factory.setPort(settings.port());
        factory.setUsername(settings.username());
        factory.setPassword(settings.password());
        factory.setVirtualHost(settings.virtualHost());
        factory.setConnectionTimeout((int) settings.connectTimeout().toMillis());
        factory.setHandshakeTimeout((int) settings.connectTimeout().toMillis());
        factory.setChannelRpcTimeout(RPC_TIMEOUT_MILLIS);
        factory.setRequestedHeartbeat((int) settings.heartbeat().toSeconds());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setThreadFactory(Broker::daemon);
        factory.setExceptionHandler(new Quiet());
        factory.setSocketConfigurator(SocketConfigurators.defaultConfigurator().andThen(socket::set));
        if (settings.tls()) {
            encrypt(factory);
        }
        return factory;
    }

    private static void encrypt(ConnectionFactory factory) {
        try {
            factory.useSslProtocol(SSLContext.getDefault());
            factory.enableHostnameVerification();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This platform has no default TLS context.", e);
        }
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "throughline-broker");
        thread.setDaemon(true);
        return thread;
    }

    /** A lost connection is everyday business and told by those who feel it, without a stack trace. */
    private static final class Quiet extends ForgivingExceptionHandler {
        @Override
        protected void log(String message, Throwable e) {
            LOG.debugf("%s: %s", message, e.getMessage());
        }
    }
}
