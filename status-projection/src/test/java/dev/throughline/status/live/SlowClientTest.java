package dev.throughline.status.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.resteasy.reactive.server.jaxrs.SseImpl;
import org.junit.jupiter.api.Test;

/** A client that takes what it is told only when the test says so. */
class SlowClientTest {

    private static final int LIMIT = 5;
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    private final AtomicBoolean cut = new AtomicBoolean();
    private final AtomicReference<Client> client = new AtomicReference<>();
    private final AtomicReference<ListSource> source = new AtomicReference<>();

    private final AssertSubscriber<OutboundSseEvent> reader = Multi.createFrom()
            .<OutboundSseEvent>emitter(
                    emitter -> {
                        var asking = new Client.Asking("acme", LATER, new SseImpl(), () -> cut.set(true));
                        client.set(new Client(asking, emitter));
                        source.set(new ListSource(client.get(), row -> true, LIMIT, left -> {}));
                        client.get().follow(source.get());
                    },
                    BackPressureStrategy.BUFFER)
            .subscribe()
            .withSubscriber(AssertSubscriber.create(0));

    private void changed(int position) {
        source.get().offer(new ChangedRow(UUID.randomUUID(), position, position, null, "{}"), position);
    }

    @Test
    void isSentNothingThatItHasNotAskedFor() {
        changed(1);
        changed(2);
        assertEquals(0, reader.getItems().size());

        reader.request(1);
        assertEquals(1, reader.getItems().size());

        reader.request(5);
        assertEquals(2, reader.getItems().size());
        changed(3);
        assertEquals(3, reader.getItems().size());
        assertEquals("3", reader.getItems().get(2).getId());
    }

    @Test
    void isDroppedWhenTooMuchWaitsForIt() {
        for (var n = 1; n <= LIMIT; n++) {
            changed(n);
        }
        assertFalse(cut.get());

        changed(LIMIT + 1);

        assertTrue(cut.get());
        reader.assertCompleted();
        assertTrue(client.get().ended());
    }

    @Test
    void isDroppedWhenItTakesTooLong() {
        reader.request(1);
        changed(1);
        client.get().tick(Instant.EPOCH, settings(Duration.ofHours(1)));
        assertFalse(cut.get());

        client.get().tick(Instant.EPOCH, settings(Duration.ZERO));

        assertTrue(cut.get());
        reader.assertCompleted();
    }

    private static StreamSettings settings(Duration slow) {
        return new StreamSettings() {
            @Override
            public int perTenant() {
                return 1;
            }

            @Override
            public Duration heartbeat() {
                return Duration.ofHours(1);
            }

            @Override
            public Duration slow() {
                return slow;
            }

            @Override
            public int buffer() {
                return LIMIT;
            }

            @Override
            public Duration collect() {
                return Duration.ofMillis(1);
            }
        };
    }
}
