package io.valise.store.embedded;

import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** The format of keys and documents in the file: a length and the bytes, without Java serialization. */
final class Bytes {
    static final Type<Key> KEYS = new Type<>(Key::bytes, Key::new, Key[]::new);
    static final Type<byte[]> DOCUMENTS = new Type<>(Function.identity(), Function.identity(), byte[][]::new);

    private Bytes() {}

    /** A data type that is stored as a byte array. Only keys are ordered. */
    static final class Type<T> extends BasicDataType<T> {
        /** Headers of the array and its owner, including references. */
        private static final int OVERHEAD = 40;

        private final Function<T, byte[]> toBytes;
        private final Function<byte[], T> fromBytes;
        private final IntFunction<T[]> array;

        private Type(Function<T, byte[]> toBytes, Function<byte[], T> fromBytes, IntFunction<T[]> array) {
            this.toBytes = toBytes;
            this.fromBytes = fromBytes;
            this.array = array;
        }

        @Override
        public int compare(T a, T b) {
            return ((Key) a).compareTo((Key) b);
        }

        @Override
        public int getMemory(T value) {
            return OVERHEAD + toBytes.apply(value).length;
        }

        /** No: sizes range from a few bytes to megabytes, and the cache must stay within its limit. */
        @Override
        public boolean isMemoryEstimationAllowed() {
            return false;
        }

        @Override
        public void write(WriteBuffer buffer, T value) {
            byte[] bytes = toBytes.apply(value);
            buffer.putVarInt(bytes.length).put(bytes);
        }

        @Override
        public T read(ByteBuffer buffer) {
            byte[] bytes = new byte[DataUtils.readVarInt(buffer)];
            buffer.get(bytes);
            return fromBytes.apply(bytes);
        }

        @Override
        public T[] createStorage(int size) {
            return array.apply(size);
        }
    }
}
