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
 * The one file of the embedded store: sorted maps of bytes, changed by commits that are there as a whole or not at all.
 *
 * <p>After {@link #commit} the change is with the operating system and survives {@code kill -9}; after {@link #sync} it
 * is on the disk and survives the loss of power, as far as the disk tells the truth about it. A commit that fails, as on
 * a full disk, leaves the file at the commit before, opened anew and readable.
 *
 * <p>Everything but {@link #sync} is called by one thread at a time.
 */
final class StoreFile implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StoreFile.class);

    /** What we write into the maps. Raise it with every change that an older program would misread. */
    static final int FORMAT = 2;

    private static final String BACK_UP = "back-up";
    /** As much as is read and written at once for a copy. */
    private static final int COPY_BYTES = 1 << 20;

    private static final int CACHE_MEGABYTES = 8;
    /**
     * Space is used again once this many later commits do not need it. By then they are on the disk: no more commits
     * than the server has threads wait for their sync.
     */
    private static final int VERSIONS_TO_KEEP = WireServer.THREADS + 1;
    /** Small pages: a commit rewrites a page of each map it touches, whatever little changed in it. */
    private static final int PAGE_BYTES = 4096;
    /** Chunks of the file of which less than this is alive are rewritten. */
    private static final int TIDY_FILL_PERCENT = 60;
    /** As much as is rewritten in a few milliseconds, since writes wait for it. */
    private static final int TIDY_BYTES = 1 << 20;
    /** As much as is rewritten or moved at once when no writes come; a commit of more than this is never moved. */
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

    /** Opens the file, or refuses with a sentence that names the folder. */
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
            // H2 trusts what it reads of its own maps.
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
                // Commits are ours alone: one a command, before its reply.
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .open();
        store.setRetentionTime(0);
        store.setVersionsToKeep(VERSIONS_TO_KEEP);
        return store;
    }

    /** The map of that name, made if it is missing. */
    <V> MVMap<Key, V> map(String name, Bytes.Type<V> values) {
        return store.openMap(
                name, new MVMap.Builder<Key, V>().keyType(Bytes.KEYS).valueType(values));
    }

    /** The names of all maps. */
    Iterable<String> names() {
        return store.getMapNames();
    }

    void remove(String name) {
        store.removeMap(name);
    }

    /** Reads all of it. */
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
     * A reader of the file as it is now: nothing of it is overwritten until {@link #endCopy}, while new commits are
     * appended. Nothing may be moved meanwhile, so no {@link #tidy}.
     */
    Copy beginCopy() throws IOException {
        store.setReuseSpace(false);
        // The header names the newest commit, so it is read before the next one.
        ByteBuffer header = syncedVersion.raw(CheckedFile.PREFIX_BYTES, CheckedFile.HEADER_BYTES);
        return new Copy(this, store, header, syncedVersion.fileSize());
    }

    /** Lets space be used again; fails if the store was opened anew meanwhile, so that the copy may be of no state. */
    void endCopy(Copy copy) throws IOException {
        if (!store.isClosed()) {
            store.setReuseSpace(true);
        }
        if (store != copy.store) {
            throw new IOException("the store was opened anew meanwhile");
        }
    }

    /** The file as it was at one moment, with its checksums. What no commit uses may be torn: nobody reads it. */
    record Copy(StoreFile file, MVStore store, ByteBuffer header, long end) {
        /** Writes all but the page in front of the blocks. */
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

    /** Notes the name of the back-up that this file is. */
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
     * Writes all changes since the commit before.
     *
     * @return the version to give to {@link #sync}
     * @throws CommitFailed if they could not be written; they are undone, and maps have to be opened again
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

    /** Returns when that version is on the disk. Writers that wait at the same time share one fsync. */
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

    /** Drops what was not committed; maps have to be opened again. */
    void reopen() {
        store.closeImmediately();
        store = mvStore(folder);
        committed = store.getCurrentVersion();
    }

    /** Whether the file is closed, because it could not be opened again after a failure. */
    boolean isClosed() {
        return store.isClosed();
    }

    /**
     * Rewrites some of what is scattered, so that its space can be used again; called between commands.
     *
     * @param quiet whether nobody is likely to wait: then more is done, and space is given back to the file system
     * @return whether there may be more to do
     */
    boolean tidy(boolean quiet) {
        if (!quiet) {
            boolean more = store.compact(TIDY_FILL_PERCENT, TIDY_BYTES);
            commit();
            return more;
        }
        // Once all is on the disk, no earlier version has to be kept for a loss of power.
        store.sync();
        store.setVersionsToKeep(0);
        try {
            long before = size();
            boolean more = store.compact(TIDY_FILL_PERCENT, QUIET_BYTES);
            store.setStoreVersion(FORMAT); // so that there is a later version than the one that let go
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

    /** Closes the file as it is, without a word that it is whole. */
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

    /** A commit that could not be written, and of which nothing is in the file. */
    static final class CommitFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CommitFailed(Throwable cause) {
            super("a change could not be written: " + cause.getMessage(), cause);
        }
    }
}
