package io.valise.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClients;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only the process itself can use its embedded store. */
class CredentialTest {
    /** Long enough for any machine; a closed connection ends a read immediately. */
    private static final int PATIENCE_MILLIS = 60_000;

    @Nested
    class At_the_port {
        @TempDir
        Path folder;

        @Test
        void a_driver_without_the_credential_gets_no_answer() {
            try (var store = RunningStore.openWithoutFsync(folder);
                    var stranger = MongoClients.create(MongoClientSettings.builder()
                            .applyToClusterSettings(
                                    cluster -> cluster.hosts(List.of(new ServerAddress(store.address())))
                                            .serverSelectionTimeout(1, TimeUnit.SECONDS))
                            .build())) {
                var session = new Document("_id", "a made-up session");
                assertThatThrownBy(() -> stranger.getDatabase("valise")
                                .getCollection("sessions")
                                .insertOne(session))
                        .isInstanceOf(MongoTimeoutException.class);
                assertThat(store.collection("sessions").countDocuments()).isZero();
            }
        }

        @Test
        void a_connection_that_does_not_start_with_it_is_closed_unanswered_and_changes_nothing() throws Exception {
            try (var store = RunningStore.openWithoutFsync(folder)) {
                byte[] hello = message("{hello: 1, $db: 'admin'}");
                byte[] insert = message("{insert: 'sessions', documents: [{_id: 1}], $db: 'valise'}");
                byte[] another = new Credential().message().array();
                assertUnanswered(store.address(), hello);
                assertUnanswered(store.address(), insert);
                assertUnanswered(store.address(), another, hello);
                assertUnanswered(store.address(), another, insert);
                assertUnanswered(store.address(), new byte[1 << 20]);
                assertThat(store.collection("sessions").countDocuments()).isZero();
            }
        }

        @Test
        void silent_connections_do_not_lock_out_the_process_itself() throws Exception {
            List<Socket> silent = new ArrayList<>();
            try (var store = RunningStore.openWithoutFsync(folder)) {
                for (int i = 0; i < 2 * Strangers.MOST; i++) {
                    silent.add(connection(store.address()));
                }
                assertThat(silent.get(0).getInputStream().read())
                        .as("the oldest connection is closed")
                        .isEqualTo(-1);
                store.collection("items").insertOne(new Document("_id", 1));
                assertThat(store.collection("items").countDocuments()).isOne();
            } finally {
                for (Socket socket : silent) {
                    socket.close();
                }
            }
        }

        @Test
        void each_start_has_its_own_and_reveals_it_only_in_a_configured_file() throws Exception {
            Path file = folder.resolve("credential");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
            List<String> revealed = new ArrayList<>();
            for (int start = 0; start < 2; start++) {
                try (var server = EmbeddedServer.open(folder.resolve("data"), false, Set.of())) {
                    server.revealCredential(file);
                    revealed.add(Files.readString(file));
                    assertThat(server.credential()).hasToString("***");
                }
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
            assertThat(revealed).doesNotHaveDuplicates().allMatch(one -> one.matches("[A-Za-z0-9_-]{43}"));
        }

        private void assertUnanswered(InetSocketAddress store, byte[]... sent) throws IOException {
            try (Socket socket = connection(store)) {
                for (byte[] bytes : sent) {
                    socket.getOutputStream().write(bytes);
                }
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            } catch (SocketException closedWhileThereWasMoreToRead) {
                assertThat(closedWhileThereWasMoreToRead).hasMessageMatching("Connection reset.*|Broken pipe.*");
            }
        }

        private static Socket connection(InetSocketAddress store) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), store.getPort());
            socket.setSoTimeout(PATIENCE_MILLIS);
            return socket;
        }
    }

    @Nested
    class Of_a_connection {
        private final Credential credential = new Credential();
        private final List<ByteBuf> heard = new ArrayList<>();
        private final EmbeddedChannel channel = new EmbeddedChannel(
                new CredentialCheck(credential, new Strangers(), () -> new ChannelHandler[] {hearing()}));

        private ChannelHandler hearing() {
            return new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(io.netty.channel.ChannelHandlerContext context, Object message) {
                    heard.add((ByteBuf) message);
                }
            };
        }

        @Test
        void it_is_closed_if_nothing_is_sent() {
            channel.advanceTimeBy(CredentialCheck.PATIENCE_SECONDS, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            assertThat(channel.isOpen()).isFalse();
            assertThat((Object) channel.readOutbound()).isNull();
        }

        @Test
        void sending_bytes_one_at_a_time_does_not_extend_the_deadline() {
            ByteBuf bytes = credential.message();
            for (int i = 0; i < CredentialCheck.PATIENCE_SECONDS; i++) {
                assertThat(channel.isOpen()).isTrue();
                channel.writeInbound(bytes.readSlice(1).copy());
                channel.advanceTimeBy(1, TimeUnit.SECONDS);
                channel.runScheduledPendingTasks();
            }
            assertThat(channel.isOpen()).isFalse();
            assertThat((Object) channel.readOutbound()).isNull();
            assertThat(heard).isEmpty();
        }

        @Test
        void it_is_closed_if_one_bit_differs() {
            for (int bit = 0; bit < 8 * Credential.BYTES; bit += 17) {
                var one = new EmbeddedChannel(
                        new CredentialCheck(credential, new Strangers(), () -> new ChannelHandler[] {hearing()}));
                byte[] bytes = credential.message().array();
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                one.writeInbound(Unpooled.wrappedBuffer(bytes), Unpooled.wrappedBuffer(new byte[100]));
                assertThat(one.isOpen()).isFalse();
                assertThat((Object) one.readOutbound()).isNull();
            }
            assertThat(heard).isEmpty();
        }

        @Test
        void it_continues_after_the_credential_without_a_deadline() {
            channel.writeInbound(credential.message().readSlice(20).copy());
            channel.writeInbound(
                    Unpooled.wrappedBuffer(credential.message().skipBytes(20), Unpooled.wrappedBuffer(new byte[] {7})));
            channel.advanceTimeBy(2 * CredentialCheck.PATIENCE_SECONDS, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            assertThat(channel.isOpen()).isTrue();
            assertThat(heard)
                    .singleElement()
                    .satisfies(rest -> assertThat(rest.readByte()).isEqualTo((byte) 7));
        }
    }

    /** An {@code OP_MSG} as a driver sends it. */
    static byte[] message(String command) {
        var body = new BasicOutputBuffer();
        new BsonDocumentCodec()
                .encode(
                        new BsonBinaryWriter(body),
                        BsonDocument.parse(command),
                        EncoderContext.builder().build());
        byte[] document = body.toByteArray();
        int length = 16 + 4 + 1 + document.length;
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .putInt(1)
                .putInt(0)
                .putInt(2013)
                .putInt(0)
                .put((byte) 0)
                .put(document)
                .array();
    }
}
