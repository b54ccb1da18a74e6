package io.valise.store.embedded;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.valise.platform.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The folder of the embedded store and the file in it, readable only by their owner if the file system supports
 * permissions.
 *
 * @param path the folder, absolute
 * @param file the path for H2 to open, which may have the prefix of one of its file systems
 */
record DataFolder(Path path, String file) {
    static final String FILE = "valise.mv";
    /** The generated master key, used unless the settings name another one. */
    private static final String MASTER_KEY = "master.key";
    /** Exists once the first start is complete. */
    private static final String MARK = "first-start.done";

    /** Everything that Valise creates in the folder. */
    private static final Set<String> OURS =
            Set.of(FILE, MASTER_KEY, MASTER_KEY + ".new", MARK, Reserve.FILE, "backups");

    private static final Logger LOG = Logger.getLogger(DataFolder.class);

    /**
     * Creates the folder and an empty file in it, unless they exist. If an existing folder contains other files, its
     * permissions are left alone. A folder that has lost its file is refused.
     */
    static DataFolder prepare(Path folder) {
        var path = folder.toAbsolutePath().normalize();
        var file = path.resolve(FILE);
        var data = new DataFolder(path, file.toString());
        try {
            Files.createDirectories(path, OwnerOnly.FOLDER.attributes());
            if (hasOnlyOurs(path)) {
                tighten(path, OwnerOnly.FOLDER);
            }
            if (data.wasUsed() && (!Files.exists(file) || Files.size(file) < CheckedFile.LEAST_BYTES)) {
                throw data.lost();
            }
            if (Files.exists(file)) {
                tighten(file, OwnerOnly.FILE);
            } else {
                Files.createFile(file, OwnerOnly.FILE.attributes());
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

    /** The folder of an existing store. Refused if the store is missing or empty. */
    static DataFolder ofStore(Path folder) {
        var path = folder.toAbsolutePath().normalize();
        var file = path.resolve(FILE);
        try {
            if (!Files.exists(file) || Files.size(file) < CheckedFile.LEAST_BYTES) {
                throw refusal(path, "contains no store: " + FILE + " is missing or empty");
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

    /** Files that were restored from a back-up or created beforehand may be readable by others. */
    private static void tighten(Path file, OwnerOnly permissions) {
        try {
            permissions.set(file);
        } catch (IOException notOurs) {
            LOG.warnf("%s is not owned by this user, so its permissions are left unchanged", file);
        }
    }

    /**
     * Whether a store was in use here. The first start writes its master key once the store is on the disk, and the
     * marker once it is complete. A folder with neither may be the result of a first start that was killed half-way.
     */
    boolean wasUsed() {
        return Files.exists(path.resolve(MASTER_KEY)) || Files.exists(path.resolve(MARK));
    }

    /** Marks the folder as that of a store in use. Call at the end of each start. */
    void mark() {
        var mark = path.resolve(MARK);
        try {
            if (!Files.exists(mark)) {
                Files.createFile(mark, OwnerOnly.FILE.attributes());
            }
        } catch (IOException e) {
            LOG.warnf("%s could not be written: %s", mark, e.getClass().getSimpleName());
        }
    }

    /** For a folder that was in use and contains no store. */
    ConfigurationException lost() {
        return refusal("has lost its store: " + FILE + " is missing or empty, and this is not a first start. Restore "
                + FILE + " from a backup; or, to start over without the old data, move " + MASTER_KEY + ", " + MARK
                + " and " + FILE + " to another place");
    }

    /** Stops the application: Quarkus prints only the message of this exception type, and exits with code 1. */
    ConfigurationException refusal(String reason) {
        return refusal(path, reason);
    }

    /** For a file that does not match what was written. */
    ConfigurationException damaged() {
        return refusal("contains a damaged store, or one of an earlier build; restore " + FILE + " from a backup");
    }

    private static ConfigurationException refusal(Path path, String reason) {
        return new ConfigurationException("Valise does not start: the data folder " + path + " " + reason + ".");
    }
}
