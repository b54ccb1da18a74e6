package io.valise.functions;

import java.util.concurrent.CountDownLatch;
import org.bson.types.ObjectId;

/** Fills all threads and the queue with work that only ends when this is closed. */
final class Crowd implements AutoCloseable {
    private final CountDownLatch release = new CountDownLatch(1);

    private Crowd() {}

    static Crowd in(Workers workers, FunctionSettings settings) {
        Crowd crowd = new Crowd();
        CountDownLatch begun = new CountDownLatch(settings.threads());
        crowd.join(workers, settings.threads(), begun);
        waitFor(begun);
        crowd.join(workers, settings.queue(), begun);
        return crowd;
    }

    private void join(Workers workers, int size, CountDownLatch begun) {
        for (int i = 0; i < size; i++) {
            workers.run(new ObjectId(), () -> {
                        begun.countDown();
                        waitFor(release);
                        return true;
                    })
                    .subscribe()
                    .with(done -> {}, refused -> {});
        }
    }

    @Override
    public void close() {
        release.countDown();
    }

    private static void waitFor(CountDownLatch latch) {
        boolean isOver = false;
        while (!isOver) {
            try {
                latch.await();
                isOver = true;
            } catch (InterruptedException notYet) {
                // Ignore the time limit.
            }
        }
    }
}
