package io.valise.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.testing.Awaited;
import io.valise.testing.Service;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service's own certificate, configured by settings and replaced by replacing its files. */
class TlsIT {
    private static final char[] PASSWORD = "made-up".toCharArray();
    private static final String PROVIDERS = "/api/admin/v3.0/auth/providers";
    private static final String LOGIN = "/mongodb-cloud/login";

    /** HTTP/2 frame types and flags (RFC 9113). */
    private static final int DATA = 0;

    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    /** Indexes into HPACK's static table. */
    private static final int GET = 0x82;

    private static final int POST = 0x83;
    private static final String OK = "\u0088";

    @TempDir
    Path folder;

    @Test
    void a_certificate_is_served_and_replaced_without_a_restart() throws Exception {
        certificate("first");
        try (Service service = start("QUARKUS_TLS_RELOAD_PERIOD", "30s")) {
            URI server = Awaited.until(() -> address(service), address -> address != null, Duration.ofSeconds(120));
            assertThat(server.getScheme()).isEqualTo("https");
            // The service listens before it is ready, and a handshake at the moment of the change may be cut off.
            Awaited.until(() -> servedOrNot(server), "CN=first"::equals, Duration.ofSeconds(60));
            certificate("second");
            Awaited.until(() -> servedOrNot(server), "CN=second"::equals, Duration.ofSeconds(90));
        }
    }

    /** The first bytes of a request may arrive with the end of the handshake. */
    @Test
    void a_connection_without_a_request_after_its_handshake_is_closed() throws Exception {
        certificate("only");
        try (Service service = start("VALISE_REQUESTS_ARRIVAL", "1s")) {
            URI server = Awaited.until(() -> address(service), address -> address != null, Duration.ofSeconds(120));
            Awaited.until(() -> servedOrNot(server), "CN=only"::equals, Duration.ofSeconds(60));
            try (SSLSocket socket = connected(server)) {
                socket.startHandshake();
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 408 ");
            }
        }
    }

    private static SSLSocket connected(URI server) throws IOException, GeneralSecurityException {
        SSLSocket socket = (SSLSocket)
                trusting(new AtomicReference<>()).getSocketFactory().createSocket(server.getHost(), server.getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** Other requests share the connection. */
    @Test
    void a_body_that_does_not_arrive_over_http_2_does_not_close_the_connection() throws Exception {
        certificate("only");
        try (Service service = start("VALISE_REQUESTS_ARRIVAL", "1s")) {
            URI server = Awaited.until(() -> address(service), address -> address != null, Duration.ofSeconds(120));
            Awaited.until(() -> servedOrNot(server), "CN=only"::equals, Duration.ofSeconds(60));
            try (SSLSocket socket = connected(server)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"h2"});
                socket.setSSLParameters(parameters);
                OutputStream out = socket.getOutputStream();
                out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(ProtocolsIT.frame(SETTINGS, 0, 0));
                for (int stream = 1; stream < 8; stream += 4) {
                    // "{", without the rest of the body.
                    out.write(ProtocolsIT.frame(HEADERS, END_HEADERS, stream, head(POST, PROVIDERS + LOGIN)));
                    out.write(ProtocolsIT.frame(DATA, 0, stream, (byte) '{'));
                    assertThat(answer(socket, stream)).contains("\"error_code\":\"RequestTimeout\"");
                    out.write(ProtocolsIT.frame(HEADERS, END_HEADERS | END_STREAM, stream + 2, head(GET, PROVIDERS)));
                    assertThat(answer(socket, stream + 2)).contains(OK, "mongodb-cloud");
                }
            }
        }
    }

    /** RFC 7541: two fields from the static table, and three whose names are in it. */
    private static byte[] head(int method, String path) {
        return ((char) method + "\u0087\u0004" + (char) path.length() + path + "\u0001\u0001x" + "\u000f\u0010\u0010"
                        + "application/json")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The payloads of a stream's frames until its end, as ISO 8859-1. */
    private static String answer(SSLSocket socket, int stream) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        StringBuilder answer = new StringBuilder();
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            boolean isOfStream = in.readInt() == stream;
            String payload = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            if (isOfStream && (type == HEADERS || type == DATA)) {
                answer.append(payload);
                if ((flags & END_STREAM) != 0) {
                    return answer.toString();
                }
            }
        }
    }

    private Service start(String setting, String value) throws IOException {
        return Service.start(
                folder,
                Map.of(
                        "QUARKUS_TLS_KEY_STORE_PEM_VALISE_CERT",
                        folder.resolve("tls.crt").toString(),
                        "QUARKUS_TLS_KEY_STORE_PEM_VALISE_KEY",
                        folder.resolve("tls.key").toString(),
                        "QUARKUS_HTTP_SSL_PORT",
                        "0",
                        "QUARKUS_HTTP_INSECURE_REQUESTS",
                        "disabled",
                        setting,
                        value));
    }

    private static SSLContext trusting(AtomicReference<String> name) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Noting(name)}, null);
        return context;
    }

    private static String servedOrNot(URI server) {
        try {
            Thread.sleep(200);
            return served(server);
        } catch (AssertionError notYet) {
            return notYet.getMessage();
        } catch (InterruptedException hurried) {
            throw new AssertionError(hurried);
        }
    }

    /** The subject of the service's certificate. The response tells browsers to use TLS only. */
    private static String served(URI server) {
        AtomicReference<String> name = new AtomicReference<>();
        try {
            HttpResponse<Void> answer = HttpClient.newBuilder()
                    .sslContext(trusting(name))
                    .build()
                    .send(
                            HttpRequest.newBuilder(server.resolve(PROVIDERS)).build(),
                            HttpResponse.BodyHandlers.discarding());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
        return name.get();
    }

    private static URI address(Service service) {
        try {
            java.util.regex.Matcher listening = java.util.regex.Pattern.compile("Listening on: (https://\\S+)")
                    .matcher(service.output());
            return listening.find() ? URI.create(listening.group(1).replace("0.0.0.0", "127.0.0.1")) : null;
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Creates tls.crt and tls.key, the names that Kubernetes uses. */
    private void certificate(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "tls",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD);
        pem("tls.crt", "CERTIFICATE", made.getCertificate("tls").getEncoded());
        pem("tls.key", "PRIVATE KEY", made.getKey("tls", PASSWORD).getEncoded());
    }

    private void pem(String file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    /** Trusts every certificate and records its subject. */
    private record Noting(AtomicReference<String> name) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            name.set(chain[0].getSubjectX500Principal().getName());
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
