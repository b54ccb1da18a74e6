package io.valise.platform;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/** Steps that run one after the other. */
public final class InOrder {
    private InOrder() {}

    /** Runs the step for each item, each after the previous one has finished. The first failure ends it. */
    public static <T> Uni<Void> each(Iterable<T> items, Function<T, ? extends Uni<?>> step) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(item -> step.apply(item).replaceWithVoid())
                .onItem()
                .ignoreAsUni();
    }
}
