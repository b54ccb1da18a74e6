package io.valise.platform;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The permissions of what only its owner may read. They have no effect where there are no POSIX permissions. */
public enum OwnerOnly {
    FILE("rw-------"),
    FOLDER("rwx------");

    private final Set<PosixFilePermission> permissions;

    OwnerOnly(String permissions) {
        this.permissions = PosixFilePermissions.fromString(permissions);
    }

    /** For creating a file or folder with these permissions. */
    public FileAttribute<?>[] attributes() {
        return isSupported()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /** Gives these permissions to an existing file or folder. Fails if another user owns it. */
    public void set(Path path) throws IOException {
        if (isSupported()) {
            Files.setPosixFilePermissions(path, permissions);
        }
    }

    private static boolean isSupported() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
