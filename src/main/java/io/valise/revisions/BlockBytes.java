package io.valise.revisions;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes blocks. Equal nodes have equal bytes:
 *
 * <ul>
 *   <li>1 byte: the format, {@code 0x02} for a leaf with an entry that has notes, otherwise {@code 0x01}. The bytes of
 *     entries without notes are the same in both. Versions that know only the first format refuse such a leaf;
 *   <li>1 byte: 0 for a leaf, 1 for a branch;
 *   <li>for a leaf: 4 bytes, the number of entries; then the entries, sorted by id: 12 bytes id, 1 byte kind, the name,
 *     1 byte of flags for the optional fields that follow and for private values, 8 bytes version, 8 bytes time of the
 *     last change, then content (12 bytes id, 32 bytes hash), linked secret (12 bytes), missing secret (a name), user
 *     (12 bytes), notes (the note as a name is written, 1 byte with the number of tags, and the tags as names);
 *   <li>for a branch: for each of the sixteen children, 4 bytes, its number of entries, and if that is not 0, 32 bytes,
 *     the hash of its block.
 * </ul>
 *
 * Numbers are big-endian. Names are encoded as in {@link DataOutputStream#writeUTF}.
 */
final class BlockBytes {
    private static final byte FORMAT = 1;
    private static final byte FORMAT_WITH_NOTES = 2;
    private static final byte LEAF = 0;
    private static final byte BRANCH = 1;

    private static final int CONTENT = 1;
    private static final int SECRET = 2;
    private static final int MISSING = 4;
    private static final int USER = 8;
    private static final int HIDDEN = 16;
    private static final int NOTES = 32;

    private static final int ID = 12;
    private static final Kind[] KINDS = Kind.values();

    private BlockBytes() {}

    /** A decoded block: the entries of a leaf, or the children of a branch. */
    record Parsed(List<Entry> entries, @Nullable Child @Nullable [] children) {}

    /** A child of a branch: its block and its number of entries. */
    record Child(Hash block, int size) {}

    static byte[] write(EntryTree.Node node, ObjectId app) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(hasNotes(node) ? FORMAT_WITH_NOTES : FORMAT);
            if (node instanceof EntryTree.Leaf leaf) {
                out.writeByte(LEAF);
                out.writeInt(leaf.entries.size());
                for (Entry entry : leaf.entries) {
                    write(entry, out);
                }
            } else {
                out.writeByte(BRANCH);
                for (EntryTree.Node child : ((EntryTree.Branch) node).children) {
                    out.writeInt(child == null ? 0 : child.size());
                    if (child != null) {
                        out.write(child.hash(app).bytes());
                    }
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static boolean hasNotes(EntryTree.Node node) {
        return node instanceof EntryTree.Leaf leaf
                && leaf.entries.stream().anyMatch(entry -> !entry.notes().isEmpty());
    }

    private static void write(Entry entry, DataOutputStream out) throws IOException {
        ContentRef content = entry.content();
        out.write(entry.id().toByteArray());
        out.writeByte(entry.kind().ordinal());
        out.writeUTF(entry.name());
        out.writeByte((content == null ? 0 : CONTENT)
                | (entry.secret() == null ? 0 : SECRET)
                | (entry.missing() == null ? 0 : MISSING)
                | (entry.user() == null ? 0 : USER)
                | (entry.hidden() ? HIDDEN : 0)
                | (entry.notes().isEmpty() ? 0 : NOTES));
        out.writeLong(entry.version());
        out.writeLong(entry.modified());
        if (content != null) {
            out.write(content.id().toByteArray());
            out.write(content.hash().bytes());
        }
        if (entry.secret() != null) {
            out.write(entry.secret().toByteArray());
        }
        if (entry.missing() != null) {
            out.writeUTF(entry.missing());
        }
        if (entry.user() != null) {
            out.write(entry.user().toByteArray());
        }
        if (!entry.notes().isEmpty()) {
            out.writeUTF(entry.notes().note());
            out.writeByte(entry.notes().tags().size());
            for (String tag : entry.notes().tags()) {
                out.writeUTF(tag);
            }
        }
    }

    /** Decodes what {@link #write} wrote. The caller must have checked the hash. Fails for an unknown format. */
    static Parsed read(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte format = in.readByte();
            if (format != FORMAT && format != FORMAT_WITH_NOTES) {
                throw new IOException("unknown block format");
            }
            return in.readByte() == LEAF ? leaf(in) : branch(in);
        }
    }

    private static Parsed leaf(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Entry> entries = new ArrayList<>(Math.min(count, EntryTree.LEAF));
        for (int i = 0; i < count; i++) {
            entries.add(entry(in));
        }
        return new Parsed(entries, null);
    }

    private static Parsed branch(DataInputStream in) throws IOException {
        @Nullable Child[] children = new Child[EntryTree.FAN];
        for (int i = 0; i < children.length; i++) {
            int size = in.readInt();
            children[i] = size == 0 ? null : new Child(Hash.ofBytes(in.readNBytes(Hash.SIZE)), size);
        }
        return new Parsed(List.of(), children);
    }

    private static Entry entry(DataInputStream in) throws IOException {
        ObjectId id = id(in);
        Kind kind = KINDS[in.readByte()];
        String name = in.readUTF();
        int fields = in.readByte();
        long version = in.readLong();
        long modified = in.readLong();
        ContentRef content =
                (fields & CONTENT) == 0 ? null : new ContentRef(id(in), Hash.ofBytes(in.readNBytes(Hash.SIZE)));
        ObjectId secret = (fields & SECRET) == 0 ? null : id(in);
        String missing = (fields & MISSING) == 0 ? null : in.readUTF();
        ObjectId user = (fields & USER) == 0 ? null : id(in);
        Notes notes = (fields & NOTES) == 0 ? Notes.NONE : notes(in);
        boolean hidden = (fields & HIDDEN) != 0;
        return new Entry(id, kind, name, content, version, modified, secret, missing, hidden, user, notes);
    }

    private static Notes notes(DataInputStream in) throws IOException {
        String note = in.readUTF();
        int count = in.readUnsignedByte();
        List<String> tags = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tags.add(in.readUTF());
        }
        return Notes.of(note, tags);
    }

    private static ObjectId id(DataInputStream in) throws IOException {
        return new ObjectId(in.readNBytes(ID));
    }
}
