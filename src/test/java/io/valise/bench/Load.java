package io.valise.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** One thread that sends one request over several keep-alive connections, and uses little CPU time itself. */
final class Load {
    private static final long SECOND = 1_000_000_000L;

    private final InetSocketAddress address;
    private final int connections;

    Load(InetSocketAddress address, int connections) {
        this.address = address;
        this.connections = connections;
    }

    /** Replies per second, and the 99th percentile of the latency in ms. */
    record Figures(double perSecond, double p99) {}

    /** One connection, with at most one request in progress. */
    private static final class Wire {
        private final SocketChannel channel;
        private final byte[] reply = new byte[65_536];
        private int length;
        private long sentAt;
        private boolean busy;

        Wire(SocketChannel channel) {
            this.channel = channel;
        }

        /** Whether the reply is complete. All replies of the service have a Content-Length. */
        boolean isWhole() {
            String head = new String(reply, 0, Math.min(length, 1_024), StandardCharsets.ISO_8859_1);
            int end = head.indexOf("\r\n\r\n");
            if (end < 0) {
                return false;
            }
            if (!head.startsWith("HTTP/1.1 200")) {
                throw new IllegalStateException(head);
            }
            int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ") + 16;
            return length >= end + 4 + Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
        }
    }

    /** Sends one request repeatedly, either as fast as it is answered or at this rate. */
    Figures of(byte[] request, long nanos, double perSecond) throws IOException {
        List<Wire> wires = new ArrayList<>();
        long[] latencies = new long[4_000_000];
        int replies = 0;
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(address);
                channel.configureBlocking(false);
                Wire wire = new Wire(channel);
                channel.register(selector, SelectionKey.OP_READ, wire);
                wires.add(wire);
            }
            ByteBuffer in = ByteBuffer.allocateDirect(65_536);
            long begin = System.nanoTime();
            long sent = 0;
            while (System.nanoTime() - begin < nanos) {
                for (Wire wire : wires) {
                    long due = perSecond == 0 ? 0 : begin + (long) (sent * SECOND / perSecond);
                    if (!wire.busy && System.nanoTime() >= due) {
                        wire.busy = true;
                        // Measured from when it was due, so that a slow reply also counts for the requests it delays.
                        wire.sentAt = perSecond == 0 ? System.nanoTime() : due;
                        wire.length = 0;
                        sent++;
                        wire.channel.write(ByteBuffer.wrap(request));
                    }
                }
                if (perSecond == 0) {
                    selector.select(100);
                } else if (selector.selectNow() == 0) {
                    LockSupport.parkNanos(20_000);
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    Wire wire = (Wire) key.attachment();
                    in.clear();
                    int read = wire.channel.read(in);
                    in.flip().get(wire.reply, wire.length, read);
                    wire.length += read;
                    if (wire.isWhole()) {
                        latencies[replies++] = System.nanoTime() - wire.sentAt;
                        wire.busy = false;
                    }
                }
                selector.selectedKeys().clear();
            }
            Arrays.sort(latencies, 0, replies);
            return new Figures(replies * 1e9 / nanos, latencies[(int) (replies * 0.99)] / 1e6);
        } finally {
            for (Wire wire : wires) {
                wire.channel.close();
            }
        }
    }
}
