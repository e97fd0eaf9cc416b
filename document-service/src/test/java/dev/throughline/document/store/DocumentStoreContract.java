package dev.throughline.document.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.throughline.kit.job.OwnContext;
import dev.throughline.kit.time.Ids;
import dev.throughline.kit.work.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link DocumentStore} keeps to. A test of one says which store it is. */
abstract class DocumentStoreContract {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Inject
    OwnContext ownContext;

    abstract DocumentStore store();

    private static Content content(int size) {
        var bytes = new byte[size];
        new Random().nextBytes(bytes);
        return Content.of(bytes);
    }

    private <T> T on(Supplier<Uni<T>> action) {
        return ownContext.run(action).await().atMost(LIMIT);
    }

    private void put(String tenant, Content content) {
        on(() -> store().put(Origin.system("test", tenant, Ids.next()), content));
    }

    private byte[] read(String tenant, Content content, Slice slice) {
        return on(() -> store().read(tenant, content.sha256(), slice));
    }

    private byte[] readAll(String tenant, Content content) {
        return read(tenant, content, Slice.all(content.size()));
    }

    @Test
    void whatWasPutIsRead() {
        var content = content(100_000);
        put("acme", content);

        assertArrayEquals(content.bytes(), readAll("acme", content));
    }

    @Test
    void whatWasNotPutIsNotThere() {
        assertNull(readAll("acme", content(10)));
    }

    @Test
    void aTenantReadsOnlyItsOwn() {
        var content = content(1000);
        put("acme", content);

        assertNull(readAll("globex", content));
        put("globex", content);
        assertArrayEquals(content.bytes(), readAll("globex", content));
    }

    @Test
    void puttingAgainChangesNothing() {
        var content = content(1000);
        put("acme", content);
        put("acme", content);

        assertArrayEquals(content.bytes(), readAll("acme", content));
    }

    @Test
    void manyPutTheSameAtTheSameTime() {
        var content = content(200_000);
        var puts = Stream.generate(() ->
                        ownContext.<Void>run(() -> store().put(Origin.system("test", "acme", Ids.next()), content)))
                .limit(8)
                .toList();
        Uni.join().all(puts).andFailFast().await().atMost(LIMIT);

        assertArrayEquals(content.bytes(), readAll("acme", content));
    }

    @Test
    void aSliceIsReadAloneAndCutAtTheEnd() {
        var content = content(5000);
        put("acme", content);

        assertArrayEquals(Arrays.copyOfRange(content.bytes(), 0, 1), read("acme", content, new Slice(0, 1)));
        assertArrayEquals(Arrays.copyOfRange(content.bytes(), 100, 350), read("acme", content, new Slice(100, 250)));
        assertArrayEquals(Arrays.copyOfRange(content.bytes(), 4990, 5000), read("acme", content, new Slice(4990, 100)));
        assertEquals(0, read("acme", content, new Slice(6000, 10)).length);
    }

    @Test
    void theLargestContentIsKept() {
        var content = content(Content.MAX_SIZE);
        put("acme", content);

        assertArrayEquals(content.bytes(), readAll("acme", content));
        assertArrayEquals(
                Arrays.copyOfRange(content.bytes(), Content.MAX_SIZE - 7, Content.MAX_SIZE),
                read("acme", content, new Slice(Content.MAX_SIZE - 7, 7)));
    }

    @Test
    void whatIsTooLargeOrEmptyOrMisnamedIsRefused() {
        var misnamed = new Content(content(10).sha256(), new byte[] {1, 2, 3});
        for (var refused : new Content[] {content(Content.MAX_SIZE + 1), Content.of(new byte[0]), misnamed}) {
            assertThrows(IllegalArgumentException.class, () -> put("acme", refused));
            assertNull(read("acme", refused, new Slice(0, 3)));
        }
    }

    @Test
    void theAddressIsTheHashInHexadecimal() {
        assertEquals(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                Content.of("abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .sha256());
    }
}
