package io.valise.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes a zip piece by piece, with the same bytes for the same files: all entries have the same time. Entries have
 * Unix modes, which the JDK's writer does not support; commons-compress does, but needs four more jars of 2.8 MB.
 * Format: PKWARE APPNOTE 6.3, sections 4.3 to 4.5. Of zip64, only the number of entries is supported.
 */
public final class ZipWriter {
    /** Maximum number of entries without the zip64 records. */
    private static final int CLASSIC_ENTRIES = 65_535;

    private static final int ZIP64_END = 56;
    private static final int ZIP64_LOCATOR = 20;
    private static final short ZIP64_VERSION = 45;

    private static final int FILE_MODE = 0100644;
    private static final int FOLDER_MODE = 0040755;
    private static final int DOS_FOLDER = 0x10;
    private static final short VERSION = 20;
    private static final short MADE_ON_UNIX = (3 << 8) | VERSION;
    private static final short UTF8_NAMES = 1 << 11;
    private static final short STORED = 0;
    private static final short DEFLATED = 8;
    /** 1980-01-01, the first date of the format. */
    private static final short FIRST_DAY = (1 << 5) | 1;

    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private long offset;
    private int entries;

    /** Returns the next piece, for a file. */
    public byte[] file(String path, byte[] data) {
        byte[] small = deflate(data);
        boolean smaller = small.length < data.length;
        return entry(path, data, smaller ? small : data, smaller ? DEFLATED : STORED, FILE_MODE << 16);
    }

    /** Returns the next piece, for a folder. Its path ends in a slash. */
    public byte[] folder(String path) {
        return entry(path, new byte[0], new byte[0], STORED, (FOLDER_MODE << 16) | DOS_FOLDER);
    }

    private byte[] entry(String path, byte[] data, byte[] packed, short method, int attributes) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(data);
        ByteBuffer facts = buffer(26);
        facts.putShort(VERSION)
                .putShort(UTF8_NAMES)
                .putShort(method)
                .putShort((short) 0)
                .putShort(FIRST_DAY);
        facts.putInt((int) crc.getValue()).putInt(packed.length).putInt(data.length);
        facts.putShort((short) name.length).putShort((short) 0);

        ByteBuffer local = buffer(30 + name.length + packed.length);
        local.putInt(0x04034b50).put(facts.array()).put(name).put(packed);

        ByteBuffer central = buffer(46 + name.length);
        central.putInt(0x02014b50).putShort(MADE_ON_UNIX).put(facts.array());
        central.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        central.putInt(attributes).putInt((int) offset).put(name);
        directory.writeBytes(central.array());
        offset += local.capacity();
        entries++;
        return local.array();
    }

    /** Returns the last piece. */
    public byte[] end() {
        boolean many = entries >= CLASSIC_ENTRIES;
        ByteBuffer end = buffer(directory.size() + 22 + (many ? ZIP64_END + ZIP64_LOCATOR : 0));
        end.put(directory.toByteArray());
        if (many) {
            end.putInt(0x06064b50)
                    .putLong(ZIP64_END - 12)
                    .putShort(ZIP64_VERSION)
                    .putShort(ZIP64_VERSION);
            end.putInt(0).putInt(0).putLong(entries).putLong(entries);
            end.putLong(directory.size()).putLong(offset);
            end.putInt(0x07064b50).putInt(0).putLong(offset + directory.size()).putInt(1);
        }
        short count = (short) Math.min(entries, CLASSIC_ENTRIES);
        end.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
        end.putShort(count).putShort(count);
        end.putInt(directory.size()).putInt((int) offset).putShort((short) 0);
        return end.array();
    }

    private static byte[] deflate(byte[] data) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(data.length / 2 + 16);
            byte[] buffer = new byte[8_192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
