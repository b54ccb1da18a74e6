package io.valise.crypto;

import com.google.crypto.tink.Aead;
import io.valise.platform.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The master key that the embedded store creates for itself. It is written to disk completely before it wraps anything,
 * but not earlier: if a store's key file was lost, the check at start must fail rather than create a new key.
 *
 * <p>Only one process uses the data folder, because the store in it is locked before the first data key is written.
 */
final class MasterKeyFile {
    private static final Logger LOG = Logger.getLogger(MasterKeyFile.class);
    private static final String NAME = "master.key";

    private MasterKeyFile() {}

    /** The ring in the folder's key file, or a new one that is written there before its first use. */
    static MasterKeyRing in(Path folder, SecureRandom random) {
        Path file = folder.resolve(NAME);
        if (Files.exists(file)) {
            return read("the master key file", file);
        }
        byte[] bytes = new byte[MasterKeyParser.KEY_BYTES];
        random.nextBytes(bytes);
        MasterKey key = MasterKeyParser.raw(bytes);
        Aead saved = new SavedBeforeUse(
                key.id(), key.aead(), folder, Base64.getEncoder().encodeToString(bytes));
        return new MasterKeyRing(List.of(new MasterKey(key.id(), saved, true)));
    }

    /** The file of a new key that has not been written yet; null for any other key. */
    static @Nullable Path absent(MasterKey key) {
        return key.aead() instanceof SavedBeforeUse fresh && !fresh.isSaved() ? fresh.folder.resolve(NAME) : null;
    }

    /**
     * Reads the ring from a file. Fails with {@link MasterKeyException}, which names the path but never the content.
     */
    static MasterKeyRing read(String setting, Path file) {
        String named = setting + " (" + file + ")";
        try {
            return MasterKeyParser.parse(named, Files.readString(file));
        } catch (NoSuchFileException absent) {
            throw new MasterKeyException(named + " does not exist");
        } catch (IOException unreadable) {
            throw new MasterKeyException(
                    named + " cannot be read as text: " + unreadable.getClass().getSimpleName());
        }
    }

    /** A key that saves itself to its file before it first wraps a data key. */
    private static final class SavedBeforeUse implements Aead {
        private final String id;
        private final Aead key;
        private final Path folder;
        private final String content;
        private boolean saved;

        SavedBeforeUse(String id, Aead key, Path folder, String content) {
            this.id = id;
            this.key = key;
            this.folder = folder;
            this.content = content;
        }

        @Override
        public byte[] encrypt(byte[] clear, byte[] associatedData) throws GeneralSecurityException {
            save();
            return key.encrypt(clear, associatedData);
        }

        @Override
        public byte[] decrypt(byte[] sealed, byte[] associatedData) throws GeneralSecurityException {
            return key.decrypt(sealed, associatedData);
        }

        synchronized boolean isSaved() {
            return saved;
        }

        private synchronized void save() {
            if (saved) {
                return;
            }
            try {
                write(folder, content + "\n");
            } catch (IOException failure) {
                throw new MasterKeyException(
                        "the new master key could not be written to " + folder.resolve(NAME) + ": "
                                + failure.getClass().getSimpleName(),
                        failure);
            }
            saved = true;
            LOG.infof(
                    "Created master key %s in %s, readable by this user only. Keep a copy of it apart from the data:"
                            + " without it no secret can be opened.",
                    id, folder.resolve(NAME).toAbsolutePath());
        }
    }

    /** Writes atomically and durably: a temporary file in the same folder is renamed once it is on disk. */
    private static void write(Path folder, String content) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(NAME);
        if (Files.exists(file)) {
            throw new IOException("another process has just created one");
        }
        Path fresh = folder.resolve(NAME + ".new");
        Files.deleteIfExists(fresh);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(fresh, options, OwnerOnly.FILE.attributes())) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        if (posix(folder)) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private static boolean posix(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix");
    }
}
