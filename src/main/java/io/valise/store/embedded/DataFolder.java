package io.valise.store.embedded;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The folder of the embedded store and the file in it, readable by their owner alone where the file system can say so.
 *
 * @param path the folder, absolute
 * @param file what H2 is to open: a path, which may carry the name of one of its file systems
 */
record DataFolder(Path path, String file) {
    static final String FILE = "valise.mv";
    /** The key that the store is sealed with, unless the settings name another. */
    private static final String MASTER_KEY = "master.key";
    /** There once the first start is done. */
    private static final String MARK = "first-start.done";

    /** All that Valise puts into the folder. */
    private static final Set<String> OURS =
            Set.of(FILE, MASTER_KEY, MASTER_KEY + ".new", MARK, Reserve.FILE, "backups");

    private static final String OWNER_ONLY = "rw-------";
    private static final String FOLDER_OF_OWNER = "rwx------";

    private static final Logger LOG = Logger.getLogger(DataFolder.class);
    private static final boolean HAS_PERMISSIONS =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /**
     * Makes the folder and an empty file in it, unless they are there. An existing folder in which there are other things,
     * too, keeps its permissions. A folder that has lost its file is refused.
     */
    static DataFolder prepare(Path folder) {
        var path = folder.toAbsolutePath().normalize();
        var file = path.resolve(FILE);
        var data = new DataFolder(path, file.toString());
        try {
            Files.createDirectories(path, ownerOnly(FOLDER_OF_OWNER));
            if (hasOnlyOurs(path)) {
                tighten(path, FOLDER_OF_OWNER);
            }
            if (data.wasUsed() && (!Files.exists(file) || Files.size(file) < CheckedFile.LEAST_BYTES)) {
                throw data.lost();
            }
            if (Files.exists(file)) {
                tighten(file, OWNER_ONLY);
            } else {
                Files.createFile(file, ownerOnly(OWNER_ONLY));
            }
        } catch (FileAlreadyExistsException exists) {
            if (!Files.isDirectory(path)) {
                throw refusal(path, "is not a folder");
            }
        } catch (IOException e) {
            throw refusal(path, "cannot be written (" + e.getClass().getSimpleName() + ")");
        }
        if (!Files.isWritable(file)) {
            throw refusal(path, "cannot be written");
        }
        return data;
    }

    /** The folder of a store that is there; refused where it is missing or empty. */
    static DataFolder ofStore(Path folder) {
        var path = folder.toAbsolutePath().normalize();
        var file = path.resolve(FILE);
        try {
            if (!Files.exists(file) || Files.size(file) < CheckedFile.LEAST_BYTES) {
                throw refusal(path, "holds no store: " + FILE + " is missing or empty");
            }
        } catch (IOException e) {
            throw refusal(path, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return new DataFolder(path, file.toString());
    }

    private static boolean hasOnlyOurs(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.allMatch(file -> OURS.contains(file.getFileName().toString()));
        }
    }

    /** What was unpacked from a backup, or made beforehand, may be readable by others. */
    private static void tighten(Path file, String permissions) {
        if (HAS_PERMISSIONS) {
            try {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            } catch (IOException notOurs) {
                LOG.warnf("%s is not this user's own, so that its permissions stay as they are", file);
            }
        }
    }

    /**
     * Whether a store was in use here. The first start writes its master key when the store is on the disk, and the mark
     * when it is done, so that a folder with neither may be that of a first start that was killed half-way.
     */
    boolean wasUsed() {
        return Files.exists(path.resolve(MASTER_KEY)) || Files.exists(path.resolve(MARK));
    }

    /** Marks the folder as that of a store in use; to be called at the end of each start. */
    void mark() {
        var mark = path.resolve(MARK);
        try {
            if (!Files.exists(mark)) {
                Files.createFile(mark, ownerOnly(OWNER_ONLY));
            }
        } catch (IOException e) {
            LOG.warnf("%s could not be written: %s", mark, e.getClass().getSimpleName());
        }
    }

    /** For a folder that was used and holds no store. */
    ConfigurationException lost() {
        return refusal("has lost its store: " + FILE + " is missing or empty, and this is not a first start. Restore "
                + FILE + " from a backup; or, to begin anew without the old data, move " + MASTER_KEY + ", " + MARK
                + " and " + FILE + " to another place");
    }

    /** What stops the application: Quarkus prints the message of this type alone, and ends with exit code 1. */
    ConfigurationException refusal(String reason) {
        return refusal(path, reason);
    }

    /** For a file that is not as it was written. */
    ConfigurationException damaged() {
        return refusal("holds a damaged store, or one of an earlier build; restore " + FILE + " from a backup");
    }

    private static ConfigurationException refusal(Path path, String reason) {
        return new ConfigurationException("Valise does not start: the data folder " + path + " " + reason + ".");
    }

    static FileAttribute<?>[] ownerOnly(String permissions) {
        return HAS_PERMISSIONS
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
