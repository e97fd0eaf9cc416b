package dev.throughline.kit.broker;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One connection with one channel in confirm mode. Its methods block and are for one thread, but for {@link #sever}. It is
 * not repaired when it breaks: close it and open another.
 */
public final class ConfirmedChannel {

    private static final int CLOSE_MILLIS = 2000;

    private final Connection connection;
    private final Channel channel;
    private final Confirms confirms = new Confirms();
    private final AtomicReference<Socket> socket;

    ConfirmedChannel(Connection connection, AtomicReference<Socket> socket) throws IOException {
        this.connection = connection;
        this.socket = socket;
        this.channel = connection.createChannel();
        channel.addConfirmListener(confirms);
        channel.addReturnListener(confirms);
        channel.addShutdownListener(confirms);
        channel.confirmSelect();
    }

    /** For declaring topology; an error there closes the channel. */
    public Channel channel() {
        return channel;
    }

    public boolean isOpen() {
        return channel.isOpen() && !confirms.closed();
    }

    /**
     * Publishes {@code messages} in their order, one behind the other without waiting, and answers when each is confirmed or
     * known to have failed, or after {@code limit}. Never fails itself: what is not confirmed may or may not have arrived.
     * After an incomplete answer this channel must be closed.
     */
    public Sent send(List<OutgoingMessage> messages, Duration limit) throws InterruptedException {
        confirms.begin();
        try {
            for (var message : messages) {
                confirms.publishing(channel.getNextPublishSeqNo(), message.id());
                channel.basicPublish(
                        message.exchange(), message.routingKey(), true, message.properties(), message.body());
            }
        } catch (IOException | AlreadyClosedException e) {
            confirms.fail("publishing broke off: " + e.getMessage());
        }
        return confirms.await(limit);
    }

    /** Tells the broker, for at most two seconds, and closes. */
    public void close() {
        connection.abort(CLOSE_MILLIS);
        sever();
    }

    /**
     * Cuts the connection below the protocol. It frees a thread that hangs in a write to a broker that has stopped reading,
     * where a polite close would hang behind it.
     */
    public void sever() {
        var open = socket.get();
        if (open != null) {
            try {
                open.close();
            } catch (IOException ignored) {
                // It was closed before.
            }
        }
    }
}
