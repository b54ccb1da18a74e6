package io.valise.store.embedded;

import io.valise.platform.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.jboss.logging.Logger;

/**
 * Reserved disk space: a file in the data folder that is deleted when the disk is full, so that log-ins and deletions
 * can still be written, and created again when there is space. Nothing large is written while the disk is full.
 */
final class Reserve {
    private static final Logger LOG = Logger.getLogger(Reserve.class);
    static final String FILE = "reserve";
    /** A log-in writes about 80 KB and a deletion about 200 KB, most of which later commits reuse. */
    private static final int BYTES = 2 << 20;
    /** With less free space than this, besides the reserve, the disk counts as full. */
    private static final int LEAST_ROOM = 1 << 20;

    private final Path file;
    private boolean taken;
    /** The reserve was released and has not been created again. */
    private boolean released;

    private boolean warned;
    private volatile boolean full;

    Reserve(Path folder) {
        this.file = folder.resolve(FILE);
    }

    /** Whether the disk is full. */
    boolean isFull() {
        return full;
    }

    /** Checks the free space and creates the reserve if it is missing. Call periodically. */
    synchronized void keep() {
        try {
            taken = Files.exists(file) && Files.size(file) == BYTES;
            long room = Files.getFileStore(file.getParent()).getUsableSpace();
            if (!taken && room >= BYTES + LEAST_ROOM) {
                take();
                room -= BYTES;
            }
            tell(released || room < LEAST_ROOM);
        } catch (IOException e) {
            // Fails for another reason than a lack of space, or the space has just been taken by another process.
            if (!warned) {
                warned = true;
                LOG.warnf(
                        "There is no reserve for a full disk: %s (%s)",
                        file, e.getClass().getSimpleName());
            }
        }
    }

    /** Random content: a file system with compression would reserve nothing for zeros. */
    private void take() throws IOException {
        byte[] bytes = new byte[BYTES];
        new Random().nextBytes(bytes);
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, OwnerOnly.FILE.attributes());
            Files.write(file, bytes);
            taken = true;
            released = false;
        } catch (IOException noRoom) {
            Files.deleteIfExists(file);
            throw noRoom;
        }
    }

    /** Releases the reserve after a failed write; returns whether there was one. */
    synchronized boolean release() {
        tell(true);
        taken = false;
        released = true;
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warnf("%s could not be deleted: %s", file, e.getClass().getSimpleName());
            return false;
        }
    }

    private void tell(boolean now) {
        if (now != full) {
            full = now;
            if (now) {
                LOG.errorf(
                        "The disk of the data folder %s is full: new secrets, values and files are refused until there is"
                                + " room again; log-ins and deletions still work",
                        file.getParent());
            } else {
                LOG.infof("The disk of the data folder %s has room again", file.getParent());
            }
        }
    }
}
