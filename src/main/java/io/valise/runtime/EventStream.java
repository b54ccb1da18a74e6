package io.valise.runtime;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * One client's stream of server-sent events. For a slow reader it only remembers the newest revision, not every missed
 * event. It closes a stream that is not read at all.
 */
final class EventStream implements Watches.Watch {
    /** Write queue limit in bytes; an event is about 40. */
    private static final int QUEUE = 512;
    /** Heartbeats that may be skipped because the queue is full. */
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

    /** Starts with the current revision. */
    synchronized void begin(long revision) {
        response.setChunked(true);
        response.setWriteQueueMaxSize(QUEUE);
        response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                // Disables response buffering in nginx and compatible proxies, which would delay events.
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

    /** Sends a comment, so that both sides notice a lost connection. */
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
            // The connection is closed or closing, so a failure can be ignored.
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
