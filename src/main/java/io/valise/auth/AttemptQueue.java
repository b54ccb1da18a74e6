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
 * Limits how many attempts of one kind run at the same time; the others wait in order. The limit is computed again for
 * each attempt when its turn comes, because the attempts before it may have changed it.
 */
final class AttemptQueue {
    /** From this length on, attempts whose client has disconnected are removed from the line early. */
    private static final int CROWDED = 100;

    private final Map<String, Line> lines = new HashMap<>();

    private static final class Line {
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private int taken;
    }

    /**
     * @param most how many may run at once, at least 1; throws to refuse the attempt
     * @param gone whether the attempt's client has disconnected
     */
    private record Waiting(IntSupplier most, BooleanSupplier gone, UniEmitter<? super Void> turn) {
        void leave() {
            turn.fail(new CancellationException("nobody waits for this attempt any more"));
        }
    }

    /**
     * Takes a place, at once or later. Fails with what {@code most} throws, or with {@link CancellationException} if
     * the client has disconnected. The caller must {@link #release} the place.
     *
     * @param most how many may run at once, at least 1; throws to refuse the attempt
     * @param gone whether the attempt's client has disconnected
     */
    Uni<Void> take(String kind, IntSupplier most, BooleanSupplier gone) {
        return CallersContext.returning(Uni.createFrom().emitter(turn -> enter(kind, new Waiting(most, gone, turn))));
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

    /** The attempts that may start now or are refused; run the results outside the lock. */
    private List<Runnable> next(String kind) {
        List<Runnable> turns = new ArrayList<>();
        @Nullable Line line = lines.get(kind);
        @Nullable Waiting first = line == null ? null : line.waiting.peek();
        while (line != null && first != null) {
            UniEmitter<? super Void> turn = first.turn;
            try {
                if (first.gone.getAsBoolean()) {
                    turns.add(first::leave);
                } else if (line.taken >= first.most.getAsInt()) {
                    return turns;
                } else {
                    line.taken++;
                    turns.add(() -> turn.complete(null));
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
