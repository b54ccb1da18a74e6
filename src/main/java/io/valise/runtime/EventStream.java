package io.valise.runtime;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * One program's stream of server-sent events. It holds one number for a reader that is slow, not what the reader has
 * missed, and gives up on one that does not read at all.
 */
final class EventStream implements Watches.Watch {
    /** In bytes not yet taken by the connection; an event is some 40. */
    private static final int QUEUE = 512;
    /** Heart-beats that a reader may leave in the queue. */
    private static final int PATIENCE = 4;

    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");
    private static final long NONE = -1;

    private final Grant grant;
    private final HttpServerResponse response;
    private long sent = NONE;
    private long newest = NONE;
    private int missed;
    private boolean ended;

    EventStream(Grant grant, HttpServerResponse response) {
        this.grant = grant;
        this.response = response;
    }

    /** Begins with the present revision. */
    synchronized void begin(long revision) {
        response.setChunked(true);
        response.setWriteQueueMaxSize(QUEUE);
        response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                // Proxies of the nginx family would keep events back to fill a buffer.
                .putHeader("X-Accel-Buffering", "no");
        response.drainHandler(drained -> send());
        newer(revision);
    }

    @Override
    public Grant grant() {
        return grant;
    }

    @Override
    public synchronized void newer(long revision) {
        newest = Math.max(newest, revision);
        send();
    }

    private synchronized void send() {
        if (!isOpen() || response.writeQueueFull()) {
            return;
        }
        missed = 0;
        if (sent < newest) {
            sent = newest;
            write(Buffer.buffer("event: deployed\ndata: {\"revision\": " + newest + "}\n\n"));
        }
    }

    /** Shows both sides that the other is there. */
    synchronized void beat() {
        if (!isOpen()) {
            return;
        }
        if (!response.writeQueueFull()) {
            write(HEARTBEAT);
        } else if (++missed > PATIENCE) {
            ended = true;
            response.reset();
        }
    }

    @Override
    public synchronized void over() {
        if (isOpen()) {
            ended = true;
            // The connection is gone or goes: there is nobody to tell.
            response.end().onFailure(gone -> {});
        }
    }

    private void write(Buffer bytes) {
        response.write(bytes).onFailure(gone -> {});
    }

    private boolean isOpen() {
        return !ended && !response.closed();
    }
}
