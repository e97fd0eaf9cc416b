package dev.throughline.kit.page;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items at most as many as were asked for
 * @param next cursor of the next page; {@code null} on the last
 */
@RegisterForReflection
public record Page<T>(List<T> items, String next) {

    /**
     * Makes a page of what a query found that asked for one more than {@code limit}.
     *
     * @param position what the next page begins after, given the last item of this one
     */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, String> position) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        var items = List.copyOf(found.subList(0, limit));
        return new Page<>(items, Cursor.encode(position.apply(items.get(limit - 1))));
    }

    public <R> Page<R> map(Function<T, R> view) {
        return new Page<>(items.stream().map(view).toList(), next);
    }
}
