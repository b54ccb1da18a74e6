package io.valise.store.embedded;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.TreeMap;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;
import org.h2.mvstore.type.StringDataType;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The single file of the embedded store: sorted maps of bytes, changed by atomic commits.
 *
 * <p>After {@link #commit}, the change is in the operating system and survives {@code kill -9}. After {@link #sync}, it
 * is on the disk and survives a power loss, unless the disk reports writes too early. A commit that fails, for example
 * on a full disk, leaves the file at the previous commit, reopened and readable.
 *
 * <p>All methods except {@link #sync} must be called by one thread at a time.
 */
final class StoreFile implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StoreFile.class);

    /** Version of the data in the maps. Increase it with every change that an older program would misread. */
    static final int FORMAT = 2;

    private static final String BACK_UP = "back-up";
    /** Bytes per read and write of a copy. */
    private static final int COPY_BYTES = 1 << 20;

    private static final int CACHE_MEGABYTES = 8;
    /**
     * Space is reused once this many later commits do not need it. By then they are on the disk: the number of commits
     * that wait for their sync never exceeds the number of server threads.
     */
    private static final int VERSIONS_TO_KEEP = WireServer.THREADS + 1;
    /** Small pages, since a commit rewrites a page of each map that it changes, however small the change. */
    private static final int PAGE_BYTES = 4096;
    /** Chunks of the file with less live data than this are rewritten. */
    private static final int TIDY_FILL_PERCENT = 60;
    /** The amount to rewrite while writes wait: takes a few milliseconds. */
    private static final int TIDY_BYTES = 1 << 20;
    /** The amount to rewrite or move in one go when there are no writes. A larger commit is never moved. */
    private static final int QUIET_BYTES = 32 << 20;

    private final DataFolder folder;
    private final boolean fsync;
    private final Object syncing = new Object();
    private MVStore store;
    private volatile long committed;
    private final SyncedVersion syncedVersion;
    private long synced;

    private StoreFile(DataFolder folder, boolean fsync, MVStore store, SyncedVersion syncedVersion) {
        this.folder = folder;
        this.fsync = fsync;
        this.store = store;
        this.syncedVersion = syncedVersion;
        this.committed = store.getCurrentVersion();
    }

    /** Opens the file, or throws with a one-sentence message that names the folder. */
    static StoreFile open(DataFolder folder, boolean fsync) {
        SyncedVersion synced = null;
        MVStore store = null;
        try {
            synced = SyncedVersion.open(folder);
            long least = synced.read();
            if (least < 0) {
                throw folder.damaged();
            }
            store = mvStore(folder);
            if (store.getStoreVersion() > FORMAT) {
                throw folder.refusal("was written by a newer version of Valise");
            }
            if (store.getCurrentVersion() < least) {
                throw folder.damaged();
            }
            if (store.getMapNames().isEmpty() && folder.wasUsed()) {
                throw folder.lost();
            }
            var file = new StoreFile(folder, fsync, store, synced);
            if (store.getStoreVersion() < FORMAT) {
                store.setStoreVersion(FORMAT);
                file.commit();
            }
            return file;
        } catch (ConfigurationException refusal) {
            abandon(store, synced);
            throw refusal;
        } catch (MVStoreException e) {
            abandon(store, synced);
            throw switch (e.getErrorCode()) {
                case DataUtils.ERROR_FILE_LOCKED -> folder.refusal("is in use by another process");
                case DataUtils.ERROR_UNSUPPORTED_FORMAT -> folder.refusal("was written by a newer version of Valise");
                case DataUtils.ERROR_WRITING_FAILED -> folder.refusal("cannot be written");
                default -> folder.damaged();
            };
        } catch (IOException | CommitFailed e) {
            abandon(store, synced);
            throw folder.refusal("cannot be written");
        } catch (RuntimeException e) {
            // H2 does not validate what it reads from its own maps.
            LOG.debug("Why the store cannot be opened", e);
            abandon(store, synced);
            throw folder.damaged();
        }
    }

    private static void abandon(@Nullable MVStore store, @Nullable SyncedVersion synced) {
        if (store != null) {
            store.closeImmediately();
        }
        if (synced != null) {
            synced.close();
        }
    }

    private static MVStore mvStore(DataFolder folder) {
        var store = new MVStore.Builder()
                .fileName(CheckedFile.name(folder.file()))
                .cacheSize(CACHE_MEGABYTES)
                .pageSplitSize(PAGE_BYTES)
                // Only we commit: once per command, before its reply.
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .open();
        store.setRetentionTime(0);
        store.setVersionsToKeep(VERSIONS_TO_KEEP);
        return store;
    }

    /** The map with this name, created if it is missing. */
    <V> MVMap<Key, V> map(String name, Bytes.Type<V> values) {
        return store.openMap(
                name, new MVMap.Builder<Key, V>().keyType(Bytes.KEYS).valueType(values));
    }

    Iterable<String> names() {
        return store.getMapNames();
    }

    void remove(String name) {
        store.removeMap(name);
    }

    /** Reads the whole store. */
    StoreCheck check() {
        var damaged = new TreeMap<String, String>();
        long bytes = 0;
        for (String name : store.getMapNames()) {
            if (name.equals(BACK_UP)) {
                continue; // Its keys are texts.
            }
            try {
                var cursor = map(name, Bytes.DOCUMENTS).cursor(null);
                while (cursor.hasNext()) {
                    bytes += cursor.next().bytes().length;
                    bytes += cursor.getValue().length;
                }
            } catch (RuntimeException e) {
                var damage = CheckedFile.Damaged.in(e);
                damaged.put(name, String.valueOf((damage == null ? e : damage).getMessage()));
            }
        }
        return new StoreCheck(damaged, bytes, size());
    }

    /** The size of the file in bytes. */
    long size() {
        return store.getFileStore().size();
    }

    /**
     * Returns a reader of the file in its current state. Until {@link #endCopy}, nothing is overwritten, and new
     * commits are appended. Nothing may be moved during that time, so do not call {@link #tidy}.
     */
    Copy beginCopy() throws IOException {
        store.setReuseSpace(false);
        // The header points to the newest commit, so it must be read before the next one.
        ByteBuffer header = syncedVersion.raw(CheckedFile.PREFIX_BYTES, CheckedFile.HEADER_BYTES);
        return new Copy(this, store, header, syncedVersion.fileSize());
    }

    /**
     * Allows space to be reused. Fails if the store was reopened in the meantime, since the copy may then be
     * inconsistent.
     */
    void endCopy(Copy copy) throws IOException {
        if (!store.isClosed()) {
            store.setReuseSpace(true);
        }
        if (store != copy.store) {
            throw new IOException("the store was reopened in the meantime");
        }
    }

    /** The file at one moment, including checksums. Parts that no commit uses may be torn, since nobody reads them. */
    record Copy(StoreFile file, MVStore store, ByteBuffer header, long end) {
        /** Writes everything but the page before the first block. */
        void writeTo(FileChannel out) throws IOException {
            long at = CheckedFile.PREFIX_BYTES;
            ByteBuffer bytes = header;
            while (bytes.hasRemaining()) {
                while (bytes.hasRemaining()) {
                    at += out.write(bytes, at);
                }
                bytes = file.syncedVersion.raw(at, (int) Math.max(0, Math.min(COPY_BYTES, end - at)));
            }
        }
    }

    /** Records the name of the back-up that this file is. */
    void nameAsBackUp(String name) {
        backUps().put(BACK_UP, name);
        commit();
    }

    /** The name of the back-up that this file was; null if it was none. */
    @Nullable
    String backUp() {
        return store.hasMap(BACK_UP) ? backUps().get(BACK_UP) : null;
    }

    private MVMap<String, String> backUps() {
        return store.openMap(
                BACK_UP,
                new MVMap.Builder<String, String>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(StringDataType.INSTANCE));
    }

    /**
     * Writes all changes since the previous commit.
     *
     * @return the version to pass to {@link #sync}
     * @throws CommitFailed if they could not be written; they are undone, and maps must be opened again
     */
    long commit() {
        long next = store.getCurrentVersion() + 1;
        try {
            store.commit();
        } catch (MVStoreException e) {
            reopen();
            if (store.getCurrentVersion() < next) {
                throw new CommitFailed(e);
            }
        }
        committed = store.getCurrentVersion();
        return committed;
    }

    /** Returns when this version is on the disk. Concurrent writers share one fsync. */
    void sync(long version) {
        if (!fsync) {
            return;
        }
        synchronized (syncing) {
            if (synced < version) {
                long covered = committed;
                store.sync();
                synced = covered;
                syncedVersion.write(covered);
            }
        }
    }

    /** Discards uncommitted changes. Maps must be opened again. */
    void reopen() {
        store.closeImmediately();
        store = mvStore(folder);
        committed = store.getCurrentVersion();
    }

    /** Whether the file is closed, because it could not be reopened after a failure. */
    boolean isClosed() {
        return store.isClosed();
    }

    /**
     * Rewrites some fragmented parts, so that their space can be reused. Call between commands.
     *
     * @param quiet whether no caller is likely to wait: then more is done, and space is returned to the file system
     * @return whether there may be more to do
     */
    boolean tidy(boolean quiet) {
        if (!quiet) {
            boolean more = store.compact(TIDY_FILL_PERCENT, TIDY_BYTES);
            commit();
            return more;
        }
        // Once everything is on the disk, earlier versions need not be kept for a power loss.
        store.sync();
        store.setVersionsToKeep(0);
        try {
            long before = size();
            boolean more = store.compact(TIDY_FILL_PERCENT, QUIET_BYTES);
            store.setStoreVersion(FORMAT); // creates a version later than the one that released the space
            commit();
            if (store.getFileStore() instanceof RandomAccessStore file) {
                file.compactMoveChunks(TIDY_FILL_PERCENT, QUIET_BYTES, store);
            }
            committed = store.getCurrentVersion();
            return more || size() < before;
        } finally {
            store.setVersionsToKeep(VERSIONS_TO_KEEP);
        }
    }

    /** Closes the file without marking it as cleanly closed. */
    void abandon() {
        abandon(store, syncedVersion);
    }

    @Override
    public void close() {
        try {
            store.close();
        } finally {
            syncedVersion.close();
        }
    }

    /** A commit that could not be written; nothing of it is in the file. */
    static final class CommitFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CommitFailed(Throwable cause) {
            super("a change could not be written: " + cause.getMessage(), cause);
        }
    }
}
