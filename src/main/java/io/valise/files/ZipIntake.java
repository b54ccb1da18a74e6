package io.valise.files;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.json.Tree;
import io.valise.revisions.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a whole app from a zip in any layout. Does not trust the sizes and counts in the zip. */
public final class ZipIntake {
    /**
     * Maximum unpacked size of all files in bytes, twice the limit of a body. A zip can unpack to a thousand times its
     * size. Files that are sent one by one may not add up to more either: an export can be imported again.
     */
    public static final long MAX_SIZE = 64L << 20;

    /** Files that are not entries: those of the app, its environments, and its origin. */
    private static final int OTHER_FILES = 32;

    private static final int END_OF_DIRECTORY = 22;
    private static final int MAX_COMMENT = 65_535;

    private final Intake intake;
    private final int maxFiles;
    private final Set<String> seen = new HashSet<>();
    private long left = MAX_SIZE;
    /** Includes folders and duplicate files. */
    private int entries;

    private @Nullable String root;

    private ZipIntake(Limits limits) {
        this.intake = new Intake(limits);
        // A value and its kept part are one file, so there are never more files than entries.
        this.maxFiles = limits.entries() + OTHER_FILES;
    }

    /**
     * Fails with {@code BadRequest} if it is not a zip, and with {@code PayloadTooLarge} or {@code LimitExceeded} for a
     * bomb.
     */
    public static Upload read(byte[] body, Limits limits) {
        if (!hasEnd(body)) {
            throw bad("is no zip, or is truncated");
        }
        ZipIntake reading = new ZipIntake(limits);
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(body), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                reading.entry(entry.getName(), zip);
            }
        } catch (IOException | IllegalArgumentException damaged) {
            throw bad("is damaged");
        }
        if (reading.root == null) {
            reading.intake.problems.add(
                    Layout.V20210101.root(),
                    "is missing, and so is the file that other layouts have in its place: "
                            + Layout.roots(Layout.V20210101));
        }
        return reading.intake.upload(null);
    }

    private static ApiException bad(String rule) {
        return new ApiException(ErrorCode.BadRequest, "nothing was changed: the zip " + rule);
    }

    /** Returns whether the end record of a zip, {@code PK\5\6}, is there. */
    private static boolean hasEnd(byte[] body) {
        int first = Math.max(0, body.length - END_OF_DIRECTORY - MAX_COMMENT);
        for (int i = body.length - END_OF_DIRECTORY; i >= first; i--) {
            if (body[i] == 'P' && body[i + 1] == 'K' && body[i + 2] == 5 && body[i + 3] == 6) {
                return true;
            }
        }
        return false;
    }

    private void entry(String path, InputStream in) throws IOException {
        // Every entry is counted and unpacked, because skipping it takes as much work.
        if (++entries > 2 * maxFiles || seen.size() > maxFiles) {
            throw new ApiException(
                    ErrorCode.LimitExceeded, "nothing was changed: the zip has more than " + maxFiles + " files");
        }
        byte[] data = unpack(path, in);
        if (path.endsWith("/")) {
            return;
        }
        if (!seen.add(path)) {
            intake.problems.add(path, "is in the zip twice");
            return;
        }
        @Nullable String broken = Paths.broken(path);
        if (broken != null) {
            intake.problems.add(path, broken);
        } else {
            file(path, data);
        }
    }

    private byte[] unpack(String path, InputStream in) throws IOException {
        byte[] data = in.readNBytes((int) Math.min(Integer.MAX_VALUE, left + 1));
        left -= data.length;
        if (left < 0) {
            throw new ApiException(
                    ErrorCode.PayloadTooLarge,
                    "nothing was changed: the zip unpacks to more than " + MAX_SIZE + " bytes, at "
                            + Problems.shown(path));
        }
        return data;
    }

    private void file(String path, byte[] data) {
        if (path.startsWith(Layout.ORIGIN)) {
            if (path.endsWith(".json")) {
                intake.json(path, data);
            }
        } else if (path.equals(LegacySecrets.FILE)) {
            secrets(data);
        } else if (Layout.ofRoot(path) != null) {
            root(path, data);
        } else if (Bundle.isManaged(path)) {
            managed(path, data);
        } else if (Bundle.isVisibleIn(Column.FOLDER, path)) {
            intake.problems.add(path, "is unknown: the files are " + Column.files());
        } else {
            intake.part(path, data);
        }
    }

    private void root(String path, byte[] data) {
        if (root != null) {
            intake.problems.add(path, "is there beside " + root + ", which is the same file of another layout");
        }
        root = path;
        Tree tree = intake.json(path, data);
        if (tree != null) {
            intake.root(path, tree);
        }
    }

    private void managed(String path, byte[] data) {
        Tree tree = intake.json(path, data);
        if (tree == null) {
            return;
        }
        if (path.equals(NotesFile.PATH)) {
            intake.notes(tree);
        } else if (path.startsWith(Bundle.VALUES)) {
            intake.value(path, Bundle.valueName(path), tree);
        } else {
            Column column = Column.ofFile(path.substring(Column.FOLDER.length()));
            if (column != null) {
                intake.environment(column, tree);
            }
        }
    }

    private void secrets(byte[] data) {
        try {
            Tree.read(data, in -> {
                if (in.nextToken() != null) {
                    LegacySecrets.read(in, intake);
                }
                return intake;
            });
        } catch (Tree.Malformed failure) {
            intake.problems.malformed(LegacySecrets.FILE, failure);
        }
    }
}
