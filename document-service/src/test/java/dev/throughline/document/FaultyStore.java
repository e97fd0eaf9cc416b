package dev.throughline.document;

import dev.throughline.document.store.Content;
import dev.throughline.document.store.DocumentStore;
import dev.throughline.document.store.Slice;
import dev.throughline.kit.work.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.inject.Inject;
import java.util.function.UnaryOperator;

/** The real store, whose answers a test can spoil. */
@Decorator
@Priority(1)
public class FaultyStore implements DocumentStore {

    private static volatile UnaryOperator<Uni<byte[]>> onRead = UnaryOperator.identity();

    private final DocumentStore store;

    @Inject
    FaultyStore(@Delegate DocumentStore store) {
        this.store = store;
    }

    /** From now on, what is read goes through {@code spoiler}. */
    public static void spoilReads(UnaryOperator<Uni<byte[]>> spoiler) {
        onRead = spoiler;
    }

    public static void heal() {
        onRead = UnaryOperator.identity();
    }

    @Override
    public Uni<Void> put(Origin origin, Content content) {
        return store.put(origin, content);
    }

    @Override
    public Uni<byte[]> read(String tenant, String sha256, Slice slice) {
        return onRead.apply(store.read(tenant, sha256, slice));
    }
}
