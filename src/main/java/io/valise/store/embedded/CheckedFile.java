package io.valise.store.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/**
 * An H2 file system for the store's file, {@code checked:/path/to/file}: each block of 4096 bytes is followed by a
 * checksum (CRC32C) of its number and content, which is verified whenever any part of the block is read. H2 itself only
 * has checksums for the headers and footers of its chunks.
 *
 * <p>The page before the first block belongs to {@link SyncedVersion}, and also identifies the type of file.
 *
 * <p>Public because H2 creates an instance per path, by reflection.
 */
public final class CheckedFile extends FilePathWrapper {
    private static final String SCHEME = "checked";
    /** Bytes before the first block. */
    static final int PREFIX_BYTES = 4096;

    /** The smallest unit that H2 writes (FileStore.BLOCK_SIZE). */
    private static final int BLOCK_BYTES = 4096;

    private static final int STORED_BYTES = BLOCK_BYTES + Integer.BYTES;
    /** H2 keeps two copies of its store header, each with its own checksum, and needs only one of them. */
    private static final int HEADER_BLOCKS = 2;
    /** H2's header including its checksums. */
    static final int HEADER_BYTES = HEADER_BLOCKS * STORED_BYTES;
    /** A shorter file contains no store. */
    static final int LEAST_BYTES = PREFIX_BYTES + HEADER_BYTES;

    /** Blocks per read or write, about 128 KB. */
    private static final int MOST_BLOCKS = 32;

    static {
        FilePath.register(new CheckedFile());
    }

    /** The name under which H2 opens this file with checksums. */
    static String name(String file) {
        return SCHEME + ":" + file;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Blocks(super.open(mode));
    }

    /** A block does not match its checksum. */
    static final class Damaged extends IOException {
        private static final long serialVersionUID = 1L;

        Damaged(long block) {
            super("block " + block + " of the file is damaged");
        }

        /** The damage that caused a failure; null if it has another cause. */
        static @Nullable Damaged in(@Nullable Throwable failure) {
            return failure == null || failure instanceof Damaged ? (Damaged) failure : in(failure.getCause());
        }
    }

    private static final class Blocks extends FileBaseDefault {
        private final FileChannel file;

        private Blocks(FileChannel file) {
            this.file = file;
        }

        private static long stored(long block) {
            return PREFIX_BYTES + block * STORED_BYTES;
        }

        private long blocks() throws IOException {
            return Math.max(0, file.size() - PREFIX_BYTES) / STORED_BYTES;
        }

        @Override
        public long size() throws IOException {
            return blocks() * BLOCK_BYTES;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            int length = (int) Math.min(target.remaining(), size() - position);
            if (length <= 0) {
                return target.hasRemaining() ? -1 : 0;
            }
            long first = position / BLOCK_BYTES;
            long last = (position + length - 1) / BLOCK_BYTES;
            int count = (int) Math.min(last - first + 1, MOST_BLOCKS);
            byte[] bytes = stored(first, count);
            int before = target.position();
            for (int n = 0; n < count && length > target.position() - before; n++) {
                int skipped = n == 0 ? (int) (position % BLOCK_BYTES) : 0;
                verify(bytes, n, first + n);
                int wanted = Math.min(BLOCK_BYTES - skipped, length - (target.position() - before));
                target.put(bytes, n * STORED_BYTES + skipped, wanted);
            }
            return target.position() - before;
        }

        private byte[] stored(long first, int count) throws IOException {
            var buffer = ByteBuffer.allocate(count * STORED_BYTES);
            while (buffer.hasRemaining()) {
                if (file.read(buffer, stored(first) + buffer.position()) < 0) {
                    throw new EOFException();
                }
            }
            return buffer.array();
        }

        private static void verify(byte[] bytes, int n, long block) throws Damaged {
            int start = n * STORED_BYTES;
            int stored = ByteBuffer.wrap(bytes).getInt(start + BLOCK_BYTES);
            if (stored != checksum(block, bytes, start)) {
                if (block >= HEADER_BLOCKS) {
                    throw new Damaged(block);
                }
                Arrays.fill(bytes, start, start + BLOCK_BYTES, (byte) 0);
            }
        }

        private static int checksum(long block, byte[] bytes, int start) {
            var crc = new CRC32C();
            crc.update(ByteBuffer.allocate(Long.BYTES).putLong(block).flip());
            crc.update(bytes, start, BLOCK_BYTES);
            return (int) crc.getValue();
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            if (position % BLOCK_BYTES != 0 || source.remaining() % BLOCK_BYTES != 0) {
                throw new IOException("only whole blocks can be written");
            }
            int written = source.remaining();
            long block = position / BLOCK_BYTES;
            while (source.hasRemaining()) {
                int count = Math.min(source.remaining() / BLOCK_BYTES, MOST_BLOCKS);
                byte[] bytes = new byte[count * STORED_BYTES];
                for (int n = 0; n < count; n++) {
                    int start = n * STORED_BYTES;
                    source.get(bytes, start, BLOCK_BYTES);
                    ByteBuffer.wrap(bytes).putInt(start + BLOCK_BYTES, checksum(block + n, bytes, start));
                }
                var buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    file.write(buffer, stored(block) + buffer.position());
                }
                block += count;
            }
            return written;
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            file.truncate(stored((size + BLOCK_BYTES - 1) / BLOCK_BYTES));
        }

        @Override
        public void force(boolean metadata) throws IOException {
            file.force(metadata);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }
    }
}
