package io.valise.faults;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** A proxy between the service and its store. It recognises MongoDB's commands and fails at the chosen ones. */
final class FaultProxy implements AutoCloseable {
    enum Fault {
        /** The connection breaks before the store receives the command. */
        LOSE_COMMAND,
        /** The store executes the command, and the connection breaks before its reply. */
        LOSE_REPLY,
        /** The store executes the command, but never replies. */
        SILENCE,
        /** The store receives the command after the service has stopped waiting for it. */
        LATE,
        /** The store goes down before it receives the command, until {@link #restore}. */
        DOWN_BEFORE,
        /** The store executes the command and goes down before it replies, until {@link #restore}. */
        DOWN_AFTER,
        /** The store is no longer primary when it receives the command. */
        STEP_DOWN_BEFORE,
        /** The store executes the command, but stops being primary before it replicates the write. */
        STEP_DOWN_AFTER,
        /** The store does not execute the command because of a conflict with another command. */
        CONFLICT,
        /** Like {@link #CONFLICT}, but reported for the one document that the command writes. */
        CONFLICT_OF_DOCUMENT
    }

    private static final Set<Fault> REFUSALS =
            EnumSet.of(Fault.STEP_DOWN_BEFORE, Fault.CONFLICT, Fault.CONFLICT_OF_DOCUMENT);

    private record Plan(Predicate<Command> which, AtomicInteger before, Fault fault) {}

    private final InetSocketAddress store;
    private final long lateMillis;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Command> seen = new ArrayList<>();
    private final List<Plan> plans = new ArrayList<>();
    private final AtomicInteger late = new AtomicInteger();
    private final ServerSocket listening;
    /** How often each write was attempted, used when every write fails. */
    private final Map<Object, Integer> tries = new HashMap<>();

    private List<Fault> ofEveryWrite = List.of();
    private boolean down;
    private boolean silent;
    private Predicate<Command> lastHeard = command -> false;

    /** Listens on a free port. It keeps the port while it is down, so that no other process can take it. */
    FaultProxy(InetSocketAddress store, long lateMillis) throws IOException {
        this.store = store;
        this.lateMillis = lateMillis;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        accept();
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Fails once: skips this many matching commands and fails the next one. */
    synchronized void fail(int after, Predicate<Command> which, Fault fault) {
        plans.add(new Plan(which, new AtomicInteger(after), fault));
    }

    /** Every write meets these faults, one at each attempt, and then succeeds. */
    synchronized void failEveryWrite(Fault... faults) {
        ofEveryWrite = List.of(faults);
        tries.clear();
    }

    /** Whether every planned fault has been met. */
    synchronized boolean isSpent() {
        return plans.isEmpty();
    }

    /** The commands since the last call of this method, without the driver's housekeeping commands. */
    synchronized List<Command> seen() {
        List<Command> commands = List.copyOf(seen);
        seen.clear();
        return commands;
    }

    /** The store goes down: open connections break, and new ones are refused. */
    synchronized void goDown() {
        down = true;
        open.forEach(FaultProxy::reset);
    }

    /** The store is stopped, as by SIGSTOP: connections stay open, and data sent to it waits. */
    synchronized void fallSilent() {
        silent = true;
    }

    /** Like {@link #fallSilent}, but at the first matching command. */
    synchronized void fallSilentAt(Predicate<Command> which) {
        lastHeard = which;
    }

    synchronized boolean isSilent() {
        return silent;
    }

    private synchronized void awaitSpeech() throws InterruptedException {
        while (silent) {
            wait();
        }
    }

    private synchronized void listen(Command command) {
        if (lastHeard.test(command)) {
            silent = true;
            lastHeard = any -> false;
        }
    }

    /** Brings the store back, cancels all planned faults, and waits until late commands have reached the store. */
    void restore() throws InterruptedException {
        comeBack();
        synchronized (this) {
            plans.clear();
        }
        while (late.get() > 0) {
            Thread.sleep(10);
        }
    }

    /** Brings the store back. Planned faults remain planned. */
    synchronized void comeBack() {
        down = false;
        silent = false;
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        goDown();
    }

    private void accept() {
        start(() -> {
            while (true) {
                accepted(listening.accept());
            }
        });
    }

    private synchronized void accepted(Socket client) throws IOException {
        if (down) {
            reset(client);
        } else {
            open.add(client);
            new Connection(client, new Socket(store.getAddress(), store.getPort())).run();
        }
    }

    private synchronized Fault fault(Command command) {
        seen.add(command);
        for (Plan plan : plans) {
            if (plan.which.test(command) && plan.before.getAndDecrement() == 0) {
                plans.remove(plan);
                return plan.fault;
            }
        }
        return command.isWrite() && !ofEveryWrite.isEmpty() ? ofThisTry(command) : null;
    }

    private @Nullable Fault ofThisTry(Command command) {
        int before = tries.merge(command.documents(), 1, Integer::sum) - 1;
        return before < ofEveryWrite.size() ? ofEveryWrite.get(before) : null;
    }

    /** The driver has at most one command in progress on a connection, so the next reply belongs to that command. */
    private final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile Fault atReply;
        private volatile boolean isRetryable;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void run() {
            start(() -> pump(client, this::command));
            start(() -> pump(server, this::reply));
        }

        private void pump(Socket from, Step step) throws Exception {
            try (client;
                    server) {
                DataInputStream in = new DataInputStream(from.getInputStream());
                while (true) {
                    byte[] message = message(in);
                    awaitSpeech();
                    step.take(message);
                }
            } finally {
                open.remove(client);
            }
        }

        private void command(byte[] message) throws Exception {
            Command command = Command.in(message).orElse(null);
            if (command != null) {
                listen(command);
            }
            awaitSpeech();
            Fault fault = command == null ? null : fault(command);
            isRetryable = command != null && command.isRetryable();
            if (REFUSALS.contains(fault)) {
                write(client, Command.reply(message, refusal(fault)));
                return;
            }
            if (fault == Fault.LOSE_COMMAND) {
                throw new EOFException();
            }
            if (fault == Fault.DOWN_BEFORE) {
                goDown();
                throw new EOFException();
            }
            atReply = fault;
            if (fault == Fault.LATE) {
                forwardLate(message);
            } else {
                write(server, message);
            }
        }

        private void forwardLate(byte[] message) throws Exception {
            late.incrementAndGet();
            try {
                Thread.sleep(lateMillis);
                write(server, message);
                while (atReply == Fault.LATE && !server.isClosed()) {
                    Thread.sleep(5);
                }
            } finally {
                late.decrementAndGet();
            }
        }

        /** The error that MongoDB answers with, which marks a retryable write as safe to retry. */
        private BsonDocument refusal(Fault fault) {
            if (fault == Fault.CONFLICT_OF_DOCUMENT) {
                return BsonDocument.parse(
                        "{ok: 1, n: 0, writeErrors: [{index: 0, code: 112, errmsg: 'WriteConflict'}]}");
            }
            return BsonDocument.parse(
                    fault == Fault.CONFLICT
                            ? "{ok: 0, code: 112, codeName: 'WriteConflict', errmsg: 'a write conflict'}"
                            : "{ok: 0, code: 10107, codeName: 'NotWritablePrimary', errmsg: 'not primary', errorLabels: ["
                                    + (isRetryable ? "'RetryableWriteError'" : "") + "]}");
        }

        private void reply(byte[] message) throws Exception {
            Fault fault = atReply;
            if (fault == Fault.STEP_DOWN_AFTER) {
                atReply = null;
                write(client, Command.replacing(message, refusal(fault)));
                return;
            }
            if (fault == Fault.DOWN_AFTER) {
                goDown();
            }
            if (fault == Fault.LOSE_REPLY || fault == Fault.DOWN_AFTER) {
                throw new EOFException();
            }
            if (fault == null) {
                write(client, message);
            } else {
                atReply = null;
            }
        }
    }

    private static byte[] message(DataInputStream in) throws IOException {
        int length = Integer.reverseBytes(in.readInt());
        byte[] message = ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array();
        in.readFully(message, 4, length - 4);
        return message;
    }

    private static void write(Socket socket, byte[] message) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(message);
        out.flush();
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyBroken) {
            // The socket is closed in either case.
        }
    }

    private interface Step {
        void take(byte[] message) throws Exception;
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Ends silently when its socket is closed. */
    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception ended) {
                        // Expected: this class closes connections on purpose.
                    }
                },
                "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
