package dev.throughline.document.store;

import dev.throughline.kit.work.Origin;
import io.smallrye.mutiny.Uni;

/**
 * Keeps bytes under their own SHA-256, each tenant's apart. What is kept is never changed.
 *
 * <p>Every implementation passes the contract suite {@code DocumentStoreContract}. Must be called on a safe Vert.x context
 * and outside of a unit of work.
 */
public interface DocumentStore {

    /**
     * Keeps {@code content} for the tenant of {@code origin}. Once the {@code Uni} completes, the bytes outlive a crash and
     * every reader finds them. Putting the same again, even at the same time, changes nothing and succeeds. If it fails,
     * the bytes may be kept all the same, and putting them again is safe.
     *
     * @throws IllegalArgumentException as failure, if there is nothing in it, it is larger than {@link Content#MAX_SIZE},
     *     or the address is not that of the bytes; then nothing is kept
     */
    Uni<Void> put(Origin origin, Content content);

    /**
     * Reads a part of what {@code tenant} keeps under {@code sha256}; a slice that reaches beyond the end is cut there.
     * Answers {@code null} if this tenant keeps nothing under it, whatever others keep.
     */
    Uni<byte[]> read(String tenant, String sha256, Slice slice);
}
