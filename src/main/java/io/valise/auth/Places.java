package io.valise.auth;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.valise.platform.CallersContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a number of attempts of one kind go on at once; the others wait, and go on in the order they came. How many is
 * asked again for each, when its turn comes: what became of those before it may have changed that.
 */
final class Places {
    /** From here on, those whose client has gone do not wait in the line for their turn to be told so. */
    private static final int CROWDED = 100;

    private final Map<String, Line> lines = new HashMap<>();

    private static final class Line {
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private int taken;
    }

    /**
     * @param most how many may go on at once, at least 1; throws what the attempt is refused with
     * @param gone whether nobody waits for it any more
     */
    private record Waiting(IntSupplier most, BooleanSupplier gone, UniEmitter<? super Boolean> turn) {
        void leave() {
            turn.fail(new CancellationException("nobody waits for this attempt any more"));
        }
    }

    /**
     * Takes a place, at once or later. Fails with what {@code most} throws, and with {@link CancellationException} where
     * nobody waits for it any more. What it gave must be given back by {@link #release}.
     *
     * @param most how many may go on at once, at least 1; throws what the attempt is refused with
     * @param gone whether nobody waits for the attempt any more
     */
    Uni<Boolean> take(String kind, IntSupplier most, BooleanSupplier gone) {
        return CallersContext.returning(Uni.createFrom().emitter(turn -> {
            enter(kind, new Waiting(most, gone, turn));
        }));
    }

    private void enter(String kind, Waiting attempt) {
        List<Runnable> turns = new ArrayList<>();
        synchronized (lines) {
            Line line = lines.computeIfAbsent(kind, none -> new Line());
            if (line.waiting.size() >= CROWDED) {
                turns.addAll(withoutThoseGone(line));
            }
            line.waiting.add(attempt);
            turns.addAll(next(kind));
        }
        turns.forEach(Runnable::run);
    }

    private static List<Runnable> withoutThoseGone(Line line) {
        List<Runnable> turns = new ArrayList<>();
        Iterator<Waiting> all = line.waiting.iterator();
        while (all.hasNext()) {
            Waiting waiting = all.next();
            if (waiting.gone.getAsBoolean()) {
                all.remove();
                turns.add(waiting::leave);
            }
        }
        return turns;
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
                if (first.gone.getAsBoolean()) {
                    turns.add(first::leave);
                } else if (line.taken >= first.most.getAsInt()) {
                    return turns;
                } else {
                    line.taken++;
                    turns.add(() -> turn.complete(true));
                }
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
