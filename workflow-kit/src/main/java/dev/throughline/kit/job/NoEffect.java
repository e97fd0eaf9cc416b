package dev.throughline.kit.job;

import dev.throughline.kit.work.Work;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/** Nothing must change together with an outcome; such outcomes can be written many at a time. */
enum NoEffect implements Function<Work, Uni<Void>> {
    INSTANCE;

    @Override
    public Uni<Void> apply(Work work) {
        return Uni.createFrom().voidItem();
    }
}
