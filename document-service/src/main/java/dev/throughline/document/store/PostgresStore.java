package dev.throughline.document.store;

import dev.throughline.kit.time.TimeSource;
import dev.throughline.kit.work.Origin;
import dev.throughline.kit.work.UnitOfWork;
import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Keeps contents in the service's own database. */
@ApplicationScoped
class PostgresStore implements DocumentStore {

    private static final String PUT = """
            insert into content (tenant, sha256, size, bytes, created_at)
            values (?1, ?2, ?3, ?4, cast(cast(?5 as text) as timestamptz)) on conflict do nothing
            """;
    private static final String READ = """
            select substring(bytes from cast(?3 as int) for cast(?4 as int)) from content where tenant = ?1 and sha256 = ?2
            """;

    private final UnitOfWork unitOfWork;
    private final TimeSource time;

    PostgresStore(UnitOfWork unitOfWork, TimeSource time) {
        this.unitOfWork = unitOfWork;
        this.time = time;
    }

    @Override
    public Uni<Void> put(Origin origin, Content content) {
        if (content.size() == 0 || content.size() > Content.MAX_SIZE) {
            return refused("A content has 1 to %d bytes, not %d.".formatted(Content.MAX_SIZE, content.size()));
        }
        if (!content.isIntact()) {
            return refused("The bytes are not those that %s names.".formatted(content.sha256()));
        }
        return unitOfWork.perform(origin, work -> insert(work, content));
    }

    private static Uni<Void> refused(String why) {
        return Uni.createFrom().failure(new IllegalArgumentException(why));
    }

    private Uni<Void> insert(Work work, Content content) {
        return work.session()
                .createNativeQuery(PUT)
                .setParameter(1, work.origin().tenant())
                .setParameter(2, content.sha256())
                .setParameter(3, (long) content.size())
                .setParameter(4, content.bytes())
                .setParameter(5, time.instant().toString())
                .executeUpdate()
                .replaceWithVoid();
    }

    @Override
    public Uni<byte[]> read(String tenant, String sha256, Slice slice) {
        return unitOfWork.read(
                tenant,
                session -> session.createNativeQuery(READ, byte[].class)
                        .setParameter(1, tenant)
                        .setParameter(2, sha256)
                        .setParameter(3, slice.offset() + 1)
                        .setParameter(4, slice.length())
                        .getSingleResultOrNull());
    }
}
