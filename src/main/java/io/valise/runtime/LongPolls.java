package io.valise.runtime;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Requests for values that wait for the next revision. */
@ApplicationScoped
class LongPolls {
    @Inject
    Watches watches;

    @Inject
    Snapshots snapshots;

    @Inject
    RuntimeTokens tokens;

    /** The next newer snapshot; or the current one after this time, or when the service shuts down. */
    Uni<Snapshot> newer(Grant grant, Snapshot seen, Duration wait) {
        return Uni.createFrom()
                .<Boolean>emitter(emitter -> hold(grant, seen, emitter))
                .ifNoItem()
                .after(wait)
                .recoverWithItem(false)
                .invoke(() -> tokens.requireValid(grant))
                .flatMap(woken -> snapshots.of(grant.app));
    }

    private void hold(Grant grant, Snapshot seen, UniEmitter<? super Boolean> emitter) {
        watches.requireRoom();
        Poll poll = new Poll(grant, seen.revision(), emitter);
        watches.add(poll);
        UniEmitter<? super Boolean> unused = emitter.onTermination(() -> watches.remove(poll));
        // Catches a revision that was published before the watch was added.
        Snapshot now = snapshots.current(grant.app);
        if (now != null) {
            poll.newer(now.revision());
        }
    }

    record Poll(Grant grant, long seen, UniEmitter<? super Boolean> emitter) implements Watches.Watch {
        @Override
        public void newer(long revision) {
            if (revision > seen) {
                emitter.complete(true);
            }
        }

        @Override
        public void over() {
            emitter.complete(true);
        }
    }
}
