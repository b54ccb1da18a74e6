package io.valise.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.testing.Awaited;
import io.valise.testing.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate of the service's own, given by settings, and changed by changing its files. */
class TlsIT {
    private static final char[] PASSWORD = "made-up".toCharArray();

    @TempDir
    Path folder;

    @Test
    void a_certificate_is_served_and_another_one_without_a_restart() throws Exception {
        certificate("first");
        try (Service service = Service.start(
                folder,
                Map.of(
                        "QUARKUS_TLS_KEY_STORE_PEM_VALISE_CERT",
                                folder.resolve("tls.crt").toString(),
                        "QUARKUS_TLS_KEY_STORE_PEM_VALISE_KEY",
                                folder.resolve("tls.key").toString(),
                        "QUARKUS_TLS_RELOAD_PERIOD", "30s",
                        "QUARKUS_HTTP_SSL_PORT", "0",
                        "QUARKUS_HTTP_INSECURE_REQUESTS", "disabled"))) {
            URI server = Awaited.until(() -> address(service), address -> address != null);
            assertThat(server.getScheme()).isEqualTo("https");
            // It listens before it is ready; and a handshake at the very moment of the change may be cut off.
            Awaited.until(() -> servedOrNot(server), "CN=first"::equals, Duration.ofSeconds(60));
            certificate("second");
            Awaited.until(() -> servedOrNot(server), "CN=second"::equals, Duration.ofSeconds(90));
        }
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

    /** Whom the service says that it is; its answer tells browsers to come by TLS only. */
    private static String served(URI server) {
        AtomicReference<String> name = new AtomicReference<>();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Noting(name)}, null);
            HttpResponse<Void> answer = HttpClient.newBuilder()
                    .sslContext(context)
                    .build()
                    .send(
                            HttpRequest.newBuilder(server.resolve("/api/admin/v3.0/auth/providers"))
                                    .build(),
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

    /** Makes tls.crt and tls.key, as Kubernetes names them. */
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

    /** Trusts everybody, and notes whom. */
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
