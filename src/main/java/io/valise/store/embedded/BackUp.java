package io.valise.store.embedded;

import io.valise.platform.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Makes a back-up of a store that is in use: a consistent copy, which contains its own name. */
final class BackUp {
    /** Free space to leave, so that the disk does not count as full afterwards. */
    private static final int SPARE_BYTES = 4 << 20;

    private final CommandEngine engine;
    private final Path folder;
    private final Path file;

    BackUp(CommandEngine engine, Path file) {
        this.engine = engine;
        this.file = file.toAbsolutePath();
        this.folder = Objects.requireNonNull(this.file.getParent());
    }

    /**
     * When this returns, the file exists, is synced to the disk, and has been opened once. If it throws, there is no
     * file.
     */
    void make() throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Files.createDirectories(folder, OwnerOnly.FOLDER.attributes());
        requireRoom();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.createFile(part, OwnerOnly.FILE.attributes());
        try {
            var copy = new DataFolder(folder, part.toString());
            SyncedVersion.open(copy).close();
            try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
                engine.copyTo(out);
            }
            name(copy);
            try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
                out.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Leaves enough free space for the store itself to keep writing. */
    private void requireRoom() throws IOException {
        long room = Files.getFileStore(folder).getUsableSpace();
        long wanted = engine.size() + engine.size() / 4 + SPARE_BYTES;
        if (room < wanted) {
            throw new IOException("it needs " + wanted + " bytes of free space, but there are only " + room);
        }
    }

    private void name(DataFolder part) throws IOException {
        try (StoreFile copy = StoreFile.open(part, false)) {
            if (!copy.check().damaged().isEmpty()) {
                throw new IOException("a part of the store is damaged");
            }
            copy.nameAsBackUp(file.getFileName().toString());
        } catch (RuntimeException unreadable) {
            throw new IOException("the copy could not be opened", unreadable);
        }
    }
}
