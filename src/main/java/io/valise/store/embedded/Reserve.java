package io.valise.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.jboss.logging.Logger;

/**
 * Room on the disk for the day when it is full: a file in the data folder that is deleted then, so that log-ins and
 * deletions can still be written, and made again when there is room. While the disk is full nothing large is to be written.
 */
final class Reserve {
    private static final Logger LOG = Logger.getLogger(Reserve.class);
    static final String FILE = "reserve";
    /** A log-in writes some 80 KB, a deletion some 200 KB, most of which is used again by later commits. */
    private static final int BYTES = 2 << 20;
    /** With less room than this beside the reserve the disk counts as full. */
    private static final int LEAST_ROOM = 1 << 20;

    private final Path file;
    private boolean taken;
    /** Given away, and not made again since. */
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

    /** Looks how much room there is, and makes the reserve if it is missing; to be called from time to time. */
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
            // Another reason than a lack of room, or somebody else has just taken that.
            if (!warned) {
                warned = true;
                LOG.warnf(
                        "There is no reserve for a full disk: %s (%s)",
                        file, e.getClass().getSimpleName());
            }
        }
    }

    /** Made-up content: a file system that compresses would keep no room for zeros. */
    private void take() throws IOException {
        byte[] bytes = new byte[BYTES];
        new Random().nextBytes(bytes);
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, DataFolder.ownerOnly("rw-------"));
            Files.write(file, bytes);
            taken = true;
            released = false;
        } catch (IOException noRoom) {
            Files.deleteIfExists(file);
            throw noRoom;
        }
    }

    /** Gives the room away, since a write has failed; whether there was any. */
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
                        "The disk of the data folder %s is full: no new secrets, values or files are written until there is"
                                + " room again; log-ins and deletions are",
                        file.getParent());
            } else {
                LOG.infof("The disk of the data folder %s has room again", file.getParent());
            }
        }
    }
}
