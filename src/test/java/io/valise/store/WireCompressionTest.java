package io.valise.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCompressor;
import com.mongodb.client.MongoClients;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.bson.BsonArray;
import org.bson.BsonBinaryWriter;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to a server are compressed if the server supports it, unless the URI says otherwise. */
class WireCompressionTest {
    private static MongoClientSettings settings(String uri) {
        var asQuarkus = MongoClientSettings.builder().applyConnectionString(new ConnectionString(uri));
        return WireCompression.unlessChosen(asQuarkus, uri).build();
    }

    private static List<String> compressors(String uri) {
        return settings(uri).getCompressorList().stream()
                .map(MongoCompressor::getName)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://server",
                "mongodb://server/?replicaSet=rs0",
                "mongodb://user:compressors=@server/compressors=?appName=xcompressors"
            })
    void is_on_if_the_uri_does_not_mention_it(String uri) {
        assertThat(compressors(uri)).containsExactly("zlib");
    }

    @Test
    void follows_the_uri() {
        assertThat(compressors("mongodb://server/?compressors=snappy,zlib")).containsExactly("snappy", "zlib");
        assertThat(compressors("mongodb://server/?w=1&compressors=zstd")).containsExactly("zstd");
        assertThat(compressors("mongodb://server/?Compressors=&w=1")).isEmpty();
    }

    @Test
    void is_negotiated_with_a_server_that_offers_it() throws IOException {
        try (var server = new Server(List.of("snappy", "zlib"))) {
            ping(server, "");
            assertThat(server.compressed).containsExactly("ping");
            assertThat(server.plain).doesNotContain("ping");
        }
    }

    @Test
    void is_off_with_a_server_that_does_not_offer_it_and_if_the_uri_turns_it_off() throws IOException {
        try (var plain = new Server(List.of());
                var offering = new Server(List.of("zlib"))) {
            ping(plain, "");
            ping(offering, "&compressors=");
            assertThat(plain.plain).contains("ping");
            assertThat(offering.plain).contains("ping");
            assertThat(plain.compressed).isEmpty();
            assertThat(offering.compressed).isEmpty();
        }
    }

    private static void ping(Server server, String options) {
        String uri = "mongodb://127.0.0.1:" + server.port() + "/?directConnection=true" + options;
        try (var client = MongoClients.create(settings(uri))) {
            client.getDatabase("admin").runCommand(new Document("ping", 1));
        }
    }

    /** Answers the hello of a driver and every other command with "ok", and records which of them were compressed. */
    private static final class Server implements AutoCloseable {
        private static final int HEADER = 16;
        private static final int OP_QUERY = 2004;
        private static final int OP_COMPRESSED = 2012;
        private static final int OP_MSG = 2013;
        private static final int ZLIB = 2;

        final Queue<String> compressed = new ConcurrentLinkedQueue<>();
        final Queue<String> plain = new ConcurrentLinkedQueue<>();

        private final List<String> offered;
        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Server(List<String> offered) throws IOException {
            this.offered = offered;
            start(this::accept);
        }

        int port() {
            return listening.getLocalPort();
        }

        private static void start(Runnable work) {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            try {
                while (true) {
                    Socket connection = listening.accept();
                    start(() -> serve(connection));
                }
            } catch (IOException closed) {
                // The test has ended.
            }
        }

        private void serve(Socket connection) {
            try (connection) {
                var in = new DataInputStream(connection.getInputStream());
                while (true) {
                    var header = little(in.readNBytes(HEADER));
                    var message = little(in.readNBytes(header.getInt() - HEADER));
                    int request = header.getInt();
                    header.getInt();
                    connection.getOutputStream().write(reply(request, header.getInt(), message));
                }
            } catch (IOException | RuntimeException gone) {
                // The driver has closed the connection.
            }
        }

        private byte[] reply(int request, int code, ByteBuffer message) {
            BsonDocument command;
            if (code == OP_COMPRESSED) {
                code = message.getInt();
                byte[] whole = new byte[message.getInt()];
                assertThat(message.get()).isEqualTo((byte) ZLIB);
                inflate(message, whole);
                command = command(code, little(whole));
                compressed.add(command.getFirstKey());
            } else {
                command = command(code, message);
                plain.add(command.getFirstKey());
            }
            byte[] answer = answer(command);
            return code == OP_QUERY ? queryReply(request, answer) : messageReply(request, answer);
        }

        private static void inflate(ByteBuffer from, byte[] to) {
            var inflater = new Inflater();
            inflater.setInput(from);
            try {
                inflater.inflate(to);
            } catch (DataFormatException notZlib) {
                throw new UncheckedIOException(new IOException(notZlib));
            } finally {
                inflater.end();
            }
        }

        private static BsonDocument command(int code, ByteBuffer message) {
            message.getInt();
            if (code == OP_QUERY) {
                while (message.get() != 0) {
                    // the namespace
                }
                message.position(message.position() + 8);
            } else {
                message.get();
            }
            byte[] document = new byte[message.remaining()];
            message.get(document);
            return new RawBsonDocument(document);
        }

        private byte[] queryReply(int request, byte[] answer) {
            return little(HEADER + 20 + answer.length)
                    .putInt(HEADER + 20 + answer.length)
                    .putInt(1)
                    .putInt(request)
                    .putInt(1)
                    .putInt(0)
                    .putLong(0)
                    .putInt(0)
                    .putInt(1)
                    .put(answer)
                    .array();
        }

        private byte[] messageReply(int request, byte[] answer) {
            return little(HEADER + 5 + answer.length)
                    .putInt(HEADER + 5 + answer.length)
                    .putInt(1)
                    .putInt(request)
                    .putInt(OP_MSG)
                    .putInt(0)
                    .put((byte) 0)
                    .put(answer)
                    .array();
        }

        /**
         * The answer to a hello, which also works for any other command: those of the driver's compressors that are
         * offered.
         */
        private byte[] answer(BsonDocument command) {
            var common = command.getArray("compression", new BsonArray()).stream()
                    .filter(name -> offered.contains(name.asString().getValue()))
                    .toList();
            var answer = new BsonDocument("ok", new BsonInt32(1))
                    .append("helloOk", BsonBoolean.TRUE)
                    .append("isWritablePrimary", BsonBoolean.TRUE)
                    .append("ismaster", BsonBoolean.TRUE)
                    .append("minWireVersion", new BsonInt32(0))
                    .append("maxWireVersion", new BsonInt32(21))
                    .append("compression", new BsonArray(common));
            var out = new BasicOutputBuffer();
            new BsonDocumentCodec()
                    .encode(
                            new BsonBinaryWriter(out),
                            answer,
                            EncoderContext.builder().build());
            return out.toByteArray();
        }

        private static ByteBuffer little(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        }

        private static ByteBuffer little(byte[] bytes) {
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
