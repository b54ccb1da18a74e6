package io.valise.auth;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.valise.platform.CallersContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a number of attempts of one kind go on at once; the others wait, and go on in the order they came. How many is
 * asked again for each, when its turn comes: what became of those before it may have changed that.
 */
final class Places {
    private final Map<String, Line> lines = new HashMap<>();

    private static final class Line {
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private int taken;
    }

    /** @param most how many may go on at once, at least 1; throws what the attempt is refused with */
    private record Waiting(IntSupplier most, UniEmitter<? super Boolean> turn) {}

    /**
     * Takes a place, at once or later. Fails with what {@code most} throws. What it gave must be given back by {@link
     * #release}.
     *
     * @param most how many may go on at once, at least 1; throws what the attempt is refused with
     */
    Uni<Boolean> take(String kind, IntSupplier most) {
        return CallersContext.returning(Uni.createFrom().emitter(turn -> {
            enter(kind, new Waiting(most, turn));
        }));
    }

    private void enter(String kind, Waiting attempt) {
        List<Runnable> turns;
        synchronized (lines) {
            lines.computeIfAbsent(kind, none -> new Line()).waiting.add(attempt);
            turns = next(kind);
        }
        turns.forEach(Runnable::run);
    }

    /** Gives a place back. */
    void release(String kind) {
        List<Runnable> turns;
        synchronized (lines) {
            @Nullable Line line = lines.get(kind);
            if (line == null) {
                throw new IllegalStateException("no place was taken");
            }
            line.taken--;
            turns = next(kind);
        }
        turns.forEach(Runnable::run);
    }

    /** Those whose turn it is now, and those who are refused; to be told outside the lock. */
    private List<Runnable> next(String kind) {
        List<Runnable> turns = new ArrayList<>();
        @Nullable Line line = lines.get(kind);
        @Nullable Waiting first = line == null ? null : line.waiting.peek();
        while (line != null && first != null) {
            UniEmitter<? super Boolean> turn = first.turn;
            try {
                if (line.taken >= first.most.getAsInt()) {
                    return turns;
                }
                line.taken++;
                turns.add(() -> turn.complete(true));
            } catch (RuntimeException refusal) {
                turns.add(() -> turn.fail(refusal));
            }
            line.waiting.remove();
            first = line.waiting.peek();
        }
        if (line != null && line.taken == 0) {
            lines.remove(kind);
        }
        return turns;
    }
}
