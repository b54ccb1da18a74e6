package io.valise.store.embedded;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder of the embedded store and the file in it, readable by their owner alone where the file system can say so.
 *
 * @param path the folder, absolute
 * @param file what H2 is to open: a path, which may carry the name of one of its file systems
 */
record DataFolder(Path path, String file) {
    private static final String FILE = "valise.mv";

    /** Makes the folder and an empty file in it, unless they are there; an existing folder keeps its permissions. */
    static DataFolder prepare(Path folder) {
        var path = folder.toAbsolutePath().normalize();
        var file = path.resolve(FILE);
        try {
            Files.createDirectories(path, ownerOnly("rwx------"));
            Files.createFile(file, ownerOnly("rw-------"));
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
        return new DataFolder(path, file.toString());
    }

    /** What stops the application: Quarkus prints the message of this type alone, and ends with exit code 1. */
    ConfigurationException refusal(String reason) {
        return refusal(path, reason);
    }

    private static ConfigurationException refusal(Path path, String reason) {
        return new ConfigurationException("Valise does not start: the data folder " + path + " " + reason + ".");
    }

    static FileAttribute<?>[] ownerOnly(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
