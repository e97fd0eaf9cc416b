package dev.throughline.kit.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LanesTest {

    private final Lanes lanes = new Lanes(2);
    private final List<String> begun = new ArrayList<>();
    private final List<UniEmitter<? super Void>> open = new ArrayList<>();

    @Test
    void workOfOneKeyRunsInOrderAndOneAtATime() {
        lanes.submit("a", work("a1"));
        lanes.submit("a", work("a2"));
        assertEquals(List.of("a1"), begun);

        end(0);
        assertEquals(List.of("a1", "a2"), begun);
        end(1);
        assertEquals(0, lanes.running());
    }

    @Test
    void otherKeysGoOnAtOnceUpToTheLimitAndTakeTurns() {
        lanes.submit("a", work("a1"));
        lanes.submit("a", work("a2"));
        lanes.submit("b", work("b1"));
        lanes.submit("c", work("c1"));
        assertEquals(List.of("a1", "b1"), begun);

        end(0);
        assertEquals(List.of("a1", "b1", "c1"), begun);
        end(1);
        assertEquals(List.of("a1", "b1", "c1", "a2"), begun);
    }

    @Test
    void failedWorkMakesWayLikeAnyOther() {
        lanes.submit("a", () -> {
            throw new IllegalStateException("no");
        });
        lanes.submit("a", work("a2"));

        assertEquals(List.of("a2"), begun);
    }

    private Supplier<Uni<Void>> work(String name) {
        return () -> {
            begun.add(name);
            return Uni.createFrom().emitter(open::add);
        };
    }

    private void end(int n) {
        open.get(n).complete(null);
    }
}
