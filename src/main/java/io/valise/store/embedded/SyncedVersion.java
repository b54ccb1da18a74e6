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
 * In front of the store's blocks: the last version that is known to be on the disk. H2 opens an older version of its
 * store when it cannot read the newest, as after a commit that was cut short; acknowledged writes would be gone without a
 * word. It is written after the version's sync, so it never says more than is true, whatever a loss of power does.
 */
final class SyncedVersion implements AutoCloseable {
    /** Text, the number of the version, and their checksum (CRC32C). */
    private static final byte[] KIND = "valise store 2\n".getBytes(StandardCharsets.US_ASCII);

    private static final int CHECKED_BYTES = KIND.length + Long.BYTES;
    private static final int BYTES = CHECKED_BYTES + Integer.BYTES;

    private final FileChannel file;

    private SyncedVersion(FileChannel file) {
        this.file = file;
    }

    /** Opens it, and makes it in a file that is empty. */
    static SyncedVersion open(DataFolder folder) throws IOException {
        var file = FilePath.get(folder.file()).open("rw");
        var synced = new SyncedVersion(file);
        if (file.size() == 0) {
            synced.put(
                    ByteBuffer.allocate(CheckedFile.PREFIX_BYTES).put(record(0)).rewind());
        }
        return synced;
    }

    /** The version that was written last; -1 if it is damaged, or this is no store. */
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

    /** What the file has at this place, as it is stored: as many bytes, or fewer at its end. */
    ByteBuffer raw(long position, int bytes) throws IOException {
        var stored = ByteBuffer.allocate(bytes);
        while (stored.hasRemaining() && file.read(stored, position + stored.position()) >= 0) {}
        return stored.flip();
    }

    /** To be called when that version is on the disk. */
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
