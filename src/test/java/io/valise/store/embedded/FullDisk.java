package io.valise.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** An H2 file system whose disk is full once a file would exceed a size: {@code full:/path/to/file}. */
public final class FullDisk extends FilePathWrapper {
    static final String SCHEME = "full";
    /** Maximum size of a file in bytes. */
    static final AtomicLong CAPACITY = new AtomicLong(Long.MAX_VALUE);

    static {
        FilePath.register(new FullDisk());
    }

    /** The name under which H2 opens this file on the full disk. */
    static String file(java.nio.file.Path file) {
        return SCHEME + ":" + file;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Limited(super.open(mode));
    }

    private static final class Limited extends FileBaseDefault {
        private final FileChannel file;

        private Limited(FileChannel file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            // Like a real disk, writes what still fits.
            long room = CAPACITY.get() - position;
            if (room >= source.remaining()) {
                return file.write(source, position);
            }
            if (room > 0) {
                file.write(source.slice(source.position(), (int) room), position);
            }
            throw new IOException("No space left on device");
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            file.truncate(size);
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
        public java.nio.channels.FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }
    }
}
