package io.valise.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BsonBytesTest {
    private static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 7 : 9)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong();
            case 2 -> random.nextDouble();
            case 3 -> "é😀\u0000".repeat(random.nextInt(3));
            case 4 -> new ObjectId();
            case 5 -> Instant.ofEpochMilli(random.nextLong() >> 8);
            case 6 -> random.nextBoolean() ? null : new BinData(new byte[random.nextInt(5)]);
            case 7 -> document(random, depth - 1);
            default -> list(random, depth - 1);
        };
    }

    private static List<@Nullable Object> list(Random random, int depth) {
        var list = new ArrayList<@Nullable Object>();
        for (int i = random.nextInt(12); i > 0; i--) {
            list.add(value(random, depth));
        }
        return list;
    }

    private static Document document(Random random, int depth) {
        var document = new Document();
        for (int i = random.nextInt(6); i > 0; i--) {
            document.put("ü" + i, value(random, depth));
        }
        return document;
    }

    private static ByteBuf encode(Document document) {
        ByteBuf bson = BsonBytes.encode(document);
        try {
            return Unpooled.copiedBuffer(bson);
        } finally {
            bson.release();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void documents_encode_to_the_same_bytes_whether_or_not_their_arrays_were_read(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            var document = document(random, 3);
            var stock = Unpooled.buffer();
            BsonEncoder.encodeDocument(document, stock);
            var bytes = encode(document);
            assertThat(bytes).isEqualTo(stock);

            var unread = BsonBytes.decode(bytes);
            assertThat(encode(unread)).isEqualTo(bytes);
            assertThat(unread).isEqualTo(document);
            assertThat(encode(unread.cloneDeeply())).isEqualTo(bytes);
        }
    }
}
