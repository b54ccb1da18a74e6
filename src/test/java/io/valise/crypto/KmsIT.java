package io.valise.crypto;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.Awaited;
import io.valise.testing.MadeUp;
import io.valise.testing.Program;
import io.valise.testing.Request;
import io.valise.testing.Service;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the jar that is built with {@code -Paws-kms,gcp-kms} on a master key in a KMS. {@code VALISE_TEST_MOTO} is the
 * path of moto_server, which stands in for AWS KMS; without it these tests are skipped.
 */
@EnabledIfEnvironmentVariable(named = "VALISE_TEST_MOTO", matches = ".+")
class KmsIT {
    private static final String LOCAL_KEY = MasterKeyParserTest.key(7);
    private static final String CONTENT = MadeUp.content("a secret under a key of a KMS");

    @TempDir
    Path folder;

    private Service start(String masterKey, Map<String, String> surroundings) throws IOException {
        Map<String, String> settings = new HashMap<>(surroundings);
        settings.put("VALISE_DATA_DIR", folder.resolve("data").toString());
        settings.put("VALISE_MASTER_KEY", masterKey);
        return Service.start(folder, settings);
    }

    private String refusal(String masterKey, Map<String, String> surroundings) throws Exception {
        try (Service service = start(masterKey, surroundings)) {
            assertThat(service.ended()).isEqualTo(1);
            assertThat(service.output())
                    .containsOnlyOnce("Valise does not start: ")
                    .doesNotContain("\tat ");
            return service.output();
        }
    }

    @Nested
    class Of_AWS {
        private int port;
        private Process kms;

        @BeforeEach
        void startTheStandIn() throws IOException {
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            kms = new ProcessBuilder(
                            System.getenv("VALISE_TEST_MOTO"), "-s", "-H", "127.0.0.1", "-p", String.valueOf(port))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("moto.txt").toFile())
                    .start();
            Awaited.until(this::listens, listens -> listens, Duration.ofMinutes(1));
        }

        @AfterEach
        void stop() throws Exception {
            Request.sendTo(null);
            kms.destroyForcibly().waitFor();
        }

        @Test
        void replaces_a_key_in_the_settings_and_nothing_opens_without_it() throws Exception {
            String uri = newKey();
            Program program;
            try (Service service = start(LOCAL_KEY, aws())) {
                Request.sendTo(service.ready());
                program = programWithASecret();
            }
            try (Service service = start(uri + " " + LOCAL_KEY, aws())) {
                reads(program, service);
                Awaited.until(() -> output(service), output -> output.contains("data keys under master key " + uri));
                Awaited.until(() -> output(service), output -> output.contains("can be removed from the settings"));
            }
            try (Service service = start(uri, aws())) {
                reads(program, service);
            }
            assertThat(refusal(newKey(), aws()))
                    .contains("the store holds data keys under master key " + uri + ", which is not among");
            standIn().post("/moto-api/reset").statusCode(200);
            assertThat(refusal(uri, aws()))
                    .contains("master key " + uri + " cannot open the data key of scope")
                    .contains("its KMS did not answer, or refused (NotFoundException)");
        }

        @Test
        void refuses_a_URI_with_an_unknown_region() throws Exception {
            assertThat(refusal("aws-kms://arn:aws:kms:nowhere:1:key/x", aws()))
                    .contains("but its client found no credentials or refused the URI (IllegalArgumentException)")
                    .doesNotContain("nowhere");
        }

        private Program programWithASecret() {
            String access = given().contentType("application/json")
                    .body(Map.of("username", Service.PUBLIC_KEY, "apiKey", Service.PRIVATE_KEY))
                    .post(Api.PREFIX + "/auth/providers/mongodb-cloud/login")
                    .statusCode(200)
                    .path("access_token");
            Api owner = Api.withNewApp(access, "kms");
            owner.secret("password", CONTENT);
            owner.link("linked", "password");
            Program program = Program.of(owner);
            assertThat(program.value("linked")).contains(CONTENT);
            return program;
        }

        private void reads(Program program, Service service) throws Exception {
            Request.sendTo(service.ready());
            assertThat(program.value("linked")).contains(CONTENT);
            assertThat(service.output()).doesNotContain(CONTENT, LOCAL_KEY, "\tat ");
        }

        private String newKey() {
            return "aws-kms://" + kms("CreateKey").getString("KeyMetadata.Arn");
        }

        private Request standIn() {
            return Request.to("https://127.0.0.1:" + port, trusting());
        }

        /** A client that accepts any certificate, because the stand-in's is self-signed. */
        private static HttpClient trusting() {
            try {
                SSLContext tls = SSLContext.getInstance("TLS");
                tls.init(null, new TrustManager[] {new Trusting()}, null);
                return HttpClient.newBuilder().sslContext(tls).build();
            } catch (GeneralSecurityException failure) {
                throw new IllegalStateException(failure);
            }
        }

        private boolean listens() {
            try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return connection.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        }

        /** Its answer to an action without arguments; it does not check signatures. */
        private Answer kms(String action) {
            return standIn()
                    .header("X-Amz-Target", "TrentService." + action)
                    .header(
                            "Authorization",
                            "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/kms/aws4_request, SignedHeaders=host,"
                                    + " Signature=a")
                    .contentType("application/x-amz-json-1.1")
                    .body("{}".getBytes(StandardCharsets.US_ASCII))
                    .post("/")
                    .statusCode(200);
        }

        /**
         * Settings for the service: a region whose KMS is the stand-in, in the file from which the SDK reads its
         * regions.
         */
        private Map<String, String> aws() throws IOException {
            Path regions = Files.writeString(folder.resolve("regions.xml"), """
                    <XML><Regions><Region>
                      <Name>us-east-1</Name><Domain>amazonaws.com</Domain>
                      <Endpoint>
                        <ServiceName>kms</ServiceName><Http>false</Http><Https>true</Https>
                        <Hostname>127.0.0.1:%d</Hostname>
                      </Endpoint>
                    </Region></Regions></XML>
                    """.formatted(port));
            return Map.of(
                    "JAVA_TOOL_OPTIONS",
                    "-Dcom.amazonaws.regions.RegionUtils.fileOverride=" + regions
                            + " -Dcom.amazonaws.sdk.disableCertChecking=true",
                    "AWS_JAVA_V1_DISABLE_DEPRECATION_ANNOUNCEMENT",
                    "true",
                    "AWS_ACCESS_KEY_ID",
                    "made-up",
                    "AWS_SECRET_ACCESS_KEY",
                    "made-up");
        }
    }

    /** There is no stand-in for Google's KMS. The test shows that its client is found and asks for an access token. */
    @Nested
    class Of_Google {
        private static final String URI = "gcp-kms://projects/p/locations/global/keyRings/r/cryptoKeys/k";

        @Test
        void is_called_with_the_default_credentials() throws Exception {
            try (ServerSocket tokens = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                Path credentials = credentials("http://127.0.0.1:" + tokens.getLocalPort() + "/token");
                try (Service service = start(URI, Map.of("GOOGLE_APPLICATION_CREDENTIALS", credentials.toString()))) {
                    tokens.setSoTimeout(60_000);
                    assertThat(answerWithRefusal(tokens)).startsWith("POST /token HTTP/1.1");
                    assertThat(service.ended()).isEqualTo(1);
                    assertThat(service.output())
                            .contains("Valise does not start: master key " + URI + " cannot wrap")
                            .contains("its KMS did not answer, or refused")
                            .doesNotContain("\tat ");
                }
            }
        }

        @Test
        void is_refused_without_credentials() throws Exception {
            assertThat(refusal(URI, Map.of("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere")))
                    .contains("but its client found no credentials or refused the URI (IOException)")
                    .doesNotContain("keyRings");
        }

        private static String answerWithRefusal(ServerSocket server) throws IOException {
            try (Socket connection = server.accept()) {
                String request = new BufferedReader(new InputStreamReader(connection.getInputStream())).readLine();
                String answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                return request;
            }
        }

        /** Credentials of a service account with a generated key, whose access tokens are issued at this address. */
        private Path credentials(String tokens) throws Exception {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
            keys.initialize(2048);
            String key = Base64.getEncoder()
                    .encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
            return Files.writeString(folder.resolve("credentials.json"), """
                    {"type": "service_account", "client_id": "1", "client_email": "a@b", "private_key_id": "1",
                     "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n", "token_uri": "%s"}
                    """.formatted(key, tokens));
        }
    }

    private static String output(Service service) {
        try {
            return service.output();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
