package io.valise.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.h2.store.fs.FilePath;

/**
 * Stored before the store's blocks: the last version that is known to be on the disk. If H2 cannot read the newest
 * version of its store, for example after a torn commit, it silently opens an older one, and acknowledged writes would
 * be lost unnoticed. The number is written after the version's sync, so it is never too high, even after a power loss.
 */
final class SyncedVersion implements AutoCloseable {
    /** A text, the version number, and their checksum (CRC32C). */
    private static final byte[] KIND = "valise store 2\n".getBytes(StandardCharsets.US_ASCII);

    private static final int CHECKED_BYTES = KIND.length + Long.BYTES;
    private static final int BYTES = CHECKED_BYTES + Integer.BYTES;

    private final FileChannel file;

    private SyncedVersion(FileChannel file) {
        this.file = file;
    }

    /** Opens it, and initialises it if the file is empty. */
    static SyncedVersion open(DataFolder folder) throws IOException {
        var file = FilePath.get(folder.file()).open("rw");
        var synced = new SyncedVersion(file);
        if (file.size() == 0) {
            synced.put(
                    ByteBuffer.allocate(CheckedFile.PREFIX_BYTES).put(record(0)).rewind());
        }
        return synced;
    }

    /** The version that was last written; -1 if it is damaged, or the file is not a store. */
    long read() throws IOException {
        var stored = ByteBuffer.allocate(BYTES);
        while (stored.hasRemaining() && file.read(stored, stored.position()) >= 0) {}
        long version = stored.getLong(KIND.length);
        return Arrays.equals(stored.array(), record(version)) ? version : -1;
    }

    /** The size of the whole file in bytes. */
    long fileSize() throws IOException {
        return file.size();
    }

    /** The raw bytes of the file at this position; fewer at its end. */
    ByteBuffer raw(long position, int bytes) throws IOException {
        var stored = ByteBuffer.allocate(bytes);
        while (stored.hasRemaining() && file.read(stored, position + stored.position()) >= 0) {}
        return stored.flip();
    }

    /** Call when this version is on the disk. */
    void write(long version) {
        try {
            put(ByteBuffer.wrap(record(version)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes, bytes.position());
        }
    }

    private static byte[] record(long version) {
        var record = ByteBuffer.allocate(BYTES).put(KIND).putLong(version);
        var crc = new CRC32C();
        crc.update(record.array(), 0, CHECKED_BYTES);
        return record.putInt((int) crc.getValue()).array();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
