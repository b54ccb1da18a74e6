package io.valise.store.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVStoreException;
import org.jboss.logging.Logger;

/**
 * Executes commands: reads concurrently, and each write exclusively, as one commit that is in the file before the reply
 * is sent. A command that fails half-way leaves nothing, except what MongoDB keeps too: the documents before the one
 * that failed.
 */
final class CommandEngine extends AbstractMongoBackend {
    private static final Logger LOG = Logger.getLogger(CommandEngine.class);

    /** Commands that change nothing if the database exists. */
    private static final Set<String> READS = Set.of(
            "find", "getMore", "count", "distinct", "listIndexes", "listCollections", "ping", "isMaster", "ismaster");

    private static final int UNKNOWN_ERROR = 8;
    private static final int OUT_OF_DISK_SPACE = 14031;
    private static final int DATA_CORRUPTION_DETECTED = 301;

    private final StoreFile file;
    private final Reserve reserve;
    private final Set<String> large;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    /** Guarded by the lock: whether anything was written since the last tidying. */
    private boolean written = true;
    /** Guarded by the lock: whether the file may need tidying. */
    private boolean untidy = true;
    /** Guarded by the lock: whether the file can be tidied. It cannot if a part of it is unreadable. */
    private boolean tidies = true;
    /** Guarded by the lock: whether the file is being copied. */
    private boolean copying;

    private CommandEngine(StoreFile file, Reserve reserve, Set<String> large) {
        this.file = file;
        this.reserve = reserve;
        this.large = large;
        openDatabases();
    }

    /**
     * Opens the folder's store, or throws with a one-sentence message that names the folder.
     *
     * @param large the collections that accept no inserts while the disk is full
     */
    static CommandEngine open(DataFolder folder, boolean fsync, Set<String> large) {
        var file = StoreFile.open(folder, fsync);
        try {
            return new CommandEngine(file, new Reserve(folder.path()), large);
        } catch (RuntimeException unreadable) {
            file.abandon();
            throw folder.damaged();
        }
    }

    private void openDatabases() {
        EmbeddedDatabase.names(file).forEach(this::resolveDatabase);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new EmbeddedDatabase(name, file, getCursorRegistry());
    }

    /**
     * Executes a command and returns the reply, which may be an error.
     *
     * @throws MVStoreException if a write is in the file but may not be on the disk: then there is no correct reply
     */
    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        return READS.contains(command) && knows(database)
                ? read(channel, database, command, query)
                : write(channel, database, command, query);
    }

    private boolean knows(String database) {
        return database.equals("admin") || listDatabaseNames().contains(database);
    }

    private Document read(Channel channel, String database, String command, Document query) {
        lock.readLock().lock();
        try {
            if (!file.isClosed()) {
                return super.handleCommand(channel, database, command, query);
            }
        } catch (MongoServerException refused) {
            return error(refused);
        } catch (RuntimeException e) {
            return failure(command, e);
        } finally {
            lock.readLock().unlock();
        }
        return write(channel, database, command, query);
    }

    private Document write(Channel channel, String database, String command, Document query) {
        Document reply;
        long version;
        boolean isLarge = command.equals("insert") && large.contains(String.valueOf(query.get(command)));
        if (isLarge && reserve.isFull()) {
            return outOfDiskSpace();
        }
        lock.writeLock().lock();
        try {
            if (file.isClosed()) {
                reopen();
            }
            reply = run(channel, database, command, query);
            version = file.commit();
            written = true;
        } catch (StoreFile.CommitFailed e) {
            openAgain();
            LOG.errorf("The embedded store: %s", e.getMessage());
            if (!reserve.release() || isLarge) {
                return outOfDiskSpace();
            }
            return write(channel, database, command, query);
        } catch (EmbeddedCollection.Undo e) {
            reopen();
            return error(e.reason());
        } catch (RuntimeException e) {
            reopen();
            return failure(command, e);
        } finally {
            lock.writeLock().unlock();
        }
        file.sync(version);
        return reply;
    }

    /** What a refused command did before the error stays, as in MongoDB. */
    private Document run(Channel channel, String database, String command, Document query) {
        try {
            return super.handleCommand(channel, database, command, query);
        } catch (MongoServerException refused) {
            return error(refused);
        }
    }

    /** Returns to the last commit. */
    private void reopen() {
        file.reopen();
        openAgain();
    }

    private void openAgain() {
        super.close();
        openDatabases();
    }

    /** Whether the disk is full. */
    boolean isFull() {
        return reserve.isFull();
    }

    /** The name of the back-up that the file was restored from; empty if it was not. */
    Optional<String> backUp() {
        lock.writeLock().lock();
        try {
            return Optional.ofNullable(file.backUp());
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The size of the file in bytes. */
    long size() {
        lock.readLock().lock();
        try {
            return file.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Copies the file in its current state. Commands continue to run.
     *
     * @throws IOException if it could not be written, another copy is under way, or a command had to be undone
     *     meanwhile
     */
    void copyTo(FileChannel out) throws IOException {
        StoreFile.Copy copy;
        lock.writeLock().lock();
        try {
            if (copying || file.isClosed()) {
                throw new IOException(copying ? "another back-up is under way" : "the store's file is closed");
            }
            copy = file.beginCopy();
            copying = true;
        } finally {
            lock.writeLock().unlock();
        }
        try {
            copy.writeTo(out);
        } finally {
            lock.writeLock().lock();
            try {
                copying = false;
                file.endCopy(copy);
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** Tidies a part of the file, if anything was written. Call periodically. */
    void tidy() {
        reserve.keep();
        lock.writeLock().lock();
        try {
            if (tidies && (written || untidy) && !copying && !file.isClosed()) {
                boolean quiet = !written;
                written = false;
                untidy = file.tidy(quiet) || !quiet;
            }
        } catch (RuntimeException e) {
            var damaged = CheckedFile.Damaged.in(e);
            if (damaged != null) {
                tidies = false;
                LOG.errorf(
                        "The embedded store's file is damaged and will keep growing, since it cannot be tidied: %s."
                                + " Restore it from a backup.",
                        damaged.getMessage());
            } else {
                LOG.warnf("The embedded store did not tidy its file: %s", e.getMessage());
            }
            reopen();
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            super.close();
            file.close();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static Document failure(String command, RuntimeException e) {
        var damaged = CheckedFile.Damaged.in(e);
        if (damaged != null) {
            LOG.errorf("The embedded store could not answer %s: %s", command, damaged.getMessage());
            return error(
                    DATA_CORRUPTION_DETECTED,
                    "DataCorruptionDetected",
                    "A part of the embedded store that this needs is damaged; nothing was changed");
        }
        // The message may quote a document, which must not be logged.
        var frame = e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0];
        LOG.errorf(
                "The embedded store failed in %s: %s at %s",
                command, e.getClass().getName(), frame);
        return error(UNKNOWN_ERROR, "UnknownError", "The embedded store failed; nothing was changed");
    }

    private static Document outOfDiskSpace() {
        return error(OUT_OF_DISK_SPACE, "OutOfDiskSpace", "The embedded store could not write; nothing was changed");
    }

    private static Document error(MongoServerException e) {
        return e instanceof MongoServerError error
                ? error(error.getCode(), error.getCodeName(), error.getMessageWithoutErrorCode())
                : error(UNKNOWN_ERROR, "UnknownError", e.getMessageWithoutErrorCode());
    }

    private static Document error(int code, String name, String message) {
        return new Document("ok", 0.0)
                .append("errmsg", message)
                .append("code", code)
                .append("codeName", name);
    }
}
