package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.IndexOptions;
import io.valise.faults.Client.Reply;
import io.valise.store.embedded.StoreOnItsOwn;
import io.valise.testing.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service is restored from a back-up and loses all changes made since. It does not reuse the revision
 * numbers that it assigned in the lost time.
 */
class RestoreIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private Client owner;
    private String base;
    private String app;
    private String counter;
    private String runtime;
    private String token;

    @Test
    void a_back_up_of_the_embedded_store_is_made_while_it_is_written_to_and_restored() throws Exception {
        Path backUp;
        int acknowledged;
        long newest;
        try (Service service = Service.start(folder, Map.of())) {
            anApp(service);
            AtomicInteger written = new AtomicInteger();
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                while (!enough.get()) {
                    count(written.get() + 1);
                    written.incrementAndGet();
                }
            });
            Await.until("some is written", () -> written.get() > 20);
            acknowledged = written.get();
            Reply made = owner.post("/store/backups", Map.of());
            assertThat(made.status()).as(made.body()).isEqualTo(201);
            Await.until("more is written", () -> written.get() > acknowledged + 20);
            enough.set(true);
            writer.join();
            backUp = Path.of(made.json().get("file").asText());
            assertThat(Files.size(backUp)).isEqualTo(made.json().get("size").asLong());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backUp)))
                    .isEqualTo("rw-------");
            newest = lastNumber();
        }

        Files.copy(backUp, folder.resolve("valise-data/valise.mv"), StandardCopyOption.REPLACE_EXISTING);
        String session;
        try (Service service = Service.start(folder, Map.of())) {
            isRestored(service, newest);
            assertThat(counted()).as("acknowledged before the back-up").isGreaterThanOrEqualTo(acknowledged);
            goesOnAboveTheFloor(newest);
            assertThat(restores()).containsExactly(backUp.getFileName().toString());
            session = owner.token();
            newest = lastNumber();
        }
        try (Service service = Service.start(
                folder, Map.of("VALISE_RESTORED", backUp.getFileName().toString()))) {
            base = service.ready();
            owner = owner.at(base);
            assertThat(owner.token()).isEqualTo(session);
            count(1000);
            assertThat(lastNumber()).as("the number is raised only once").isEqualTo(newest + 1);
            assertThat(restores()).hasSize(1);
            assertThat(owner.post("/store/backups", Map.of()).status())
                    .as("a back-up of a restored store")
                    .isEqualTo(201);
            Path backUps = backUp.getParent();
            Files.move(backUps, backUps.resolveSibling("moved"));
            Files.createFile(backUps);
            Reply refused = owner.post("/store/backups", Map.of());
            assertThat(refused.error()).isEqualTo("StoreUnavailable");
            assertThat(service.output()).contains("No back-up was made: ").doesNotContain("\tat ");
        }
    }

    @Test
    void a_dump_of_a_server_is_restored_into_an_empty_one() throws Exception {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        Map<String, String> settings = new HashMap<>(Map.of("VALISE_MASTER_KEY", key));
        Dump dump;
        long newest;
        try (StoreOnItsOwn server = new StoreOnItsOwn(Files.createDirectory(folder.resolve("server")))) {
            settings.put("QUARKUS_MONGODB_CONNECTION_STRING", uri(server));
            try (Service service = Service.start(folder, settings)) {
                anApp(service);
                count(1);
                Reply refused = owner.post("/store/backups", Map.of());
                assertThat(refused.status()).isEqualTo(404);
                assertThat(refused.error()).isEqualTo("NotSupported");
                dump = Dump.of(uri(server));
                count(2);
                count(3);
                newest = lastNumber();
            }
        }
        try (StoreOnItsOwn server = new StoreOnItsOwn(Files.createDirectory(folder.resolve("another")))) {
            settings.put("QUARKUS_MONGODB_CONNECTION_STRING", uri(server));
            dump.restore(uri(server));
            settings.put("VALISE_RESTORED", "the first drill");
            try (Service service = Service.start(folder, settings)) {
                isRestored(service, newest);
                assertThat(counted()).isEqualTo(1);
                goesOnAboveTheFloor(newest);
                assertThat(restores()).containsExactly("the first drill");
            }
        }
    }

    private static String uri(StoreOnItsOwn server) {
        return "mongodb://127.0.0.1:" + server.address().getPort() + "/?retryWrites=false";
    }

    /** What mongodump and mongorestore do while nothing is written: all documents, and the indexes by name. */
    private record Dump(Map<String, List<Document>> documents, Map<String, List<Document>> indexes) {
        static Dump of(String uri) {
            Dump dump = new Dump(new HashMap<>(), new HashMap<>());
            try (MongoClient client = MongoClients.create(uri)) {
                var database = client.getDatabase("valise");
                for (String name : database.listCollectionNames()) {
                    var collection = database.getCollection(name);
                    dump.documents.put(name, collection.find().into(new ArrayList<>()));
                    dump.indexes.put(name, collection.listIndexes().into(new ArrayList<>()));
                }
            }
            return dump;
        }

        void restore(String uri) {
            try (MongoClient client = MongoClients.create(uri)) {
                var database = client.getDatabase("valise");
                documents.forEach((name, all) -> {
                    if (!all.isEmpty()) {
                        database.getCollection(name).insertMany(all);
                    }
                });
                indexes.forEach((name, all) -> all.forEach(index -> database.getCollection(name)
                        .createIndex(
                                index.get("key", Document.class),
                                new IndexOptions()
                                        .name(index.getString("name"))
                                        .unique(index.getBoolean("unique", false)))));
            }
        }
    }

    // Before

    private void anApp(Service service) throws Exception {
        base = service.ready();
        owner = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
        app = owner.newApp("shop");
        counter = owner.post(app + "/values", Map.of("name", "counter", "value", 0))
                .json()
                .get("_id")
                .asText();
        JsonNode made =
                owner.post(app + "/runtime_tokens", Map.of("name", "program")).json();
        token = made.get("token").asText();
        runtime = "/api/client/v1/apps/"
                + owner.get(app).json().get("client_app_id").asText() + "/values";
    }

    private void count(int number) {
        Reply reply = owner.send(
                "PUT", app + "/values/" + counter, Map.of("_id", counter, "name", "counter", "value", number));
        assertThat(reply.status()).as(reply.body()).isLessThan(300);
    }

    private long lastNumber() {
        return Long.parseLong(numbers().get(0));
    }

    /** The revision numbers of all deployments, newest first. */
    private List<String> numbers() {
        return owner.get(app + "/deployments?limit=100").each("revision");
    }

    // After

    /**
     * All sessions have ended, nothing is damaged, and a program that has seen the lost revision gets the current one.
     */
    private void isRestored(Service service, long lost) throws Exception {
        base = service.ready();
        assertThat(owner.at(base).get("/apps").error()).isEqualTo("InvalidSession");
        HttpResponse<String> held = read("?wait=30", lost);
        assertThat(held.statusCode()).isEqualTo(200);
        assertThat(revision(held)).isLessThan(lost);
        owner = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
        assertThat(lastNumber()).isEqualTo(revision(held));
        isWhole();
    }

    private void isWhole() {
        JsonNode revisions = owner.get("/store/check").json();
        assertThat(revisions.get("intact").asBoolean()).as(revisions.toString()).isTrue();
        assertThat(revisions.get("apps").asInt()).isEqualTo(1);
        assertThat(revisions.get("revisions").asInt()).isEqualTo(numbers().size() + 1);
        JsonNode audit = owner.get("/audit/check").json();
        assertThat(audit.get("intact").asBoolean()).as(audit.toString()).isTrue();
    }

    private int counted() throws Exception {
        return Integer.parseInt(read("/counter", -1).body());
    }

    /** A new change gets a higher number than all lost ones, and it appears to readers and in the history. */
    private void goesOnAboveTheFloor(long lost) throws Exception {
        long restored = lastNumber();
        CompletableFuture<HttpResponse<String>> waiting =
                CompletableFuture.supplyAsync(() -> read("?wait=30", restored));
        Set<Long> given = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            count(500 + i);
            given.add(lastNumber());
        }
        assertThat(given).hasSize(3).allMatch(number -> number > lost);
        assertThat(given.stream().mapToLong(Long::longValue).max().orElseThrow())
                .as("only one gap")
                .isEqualTo(given.stream().mapToLong(Long::longValue).min().orElseThrow() + 2);
        assertThat(revision(waiting.get())).isIn(given);
        HttpResponse<String> now = read("", lost);
        assertThat(now.statusCode()).isEqualTo(200);
        assertThat(revision(now)).isEqualTo(lastNumber());
        assertThat(read("", lastNumber()).statusCode()).isEqualTo(304);
        String first = owner.get(app + "/deployments?limit=100").each("_id").get(2);
        assertThat(owner.get(app + "/deployments/" + first + "/diff").status()).isEqualTo(200);
        isWhole();
    }

    /** The names of the restores in the audit. */
    private List<String> restores() {
        return owner.get("/audit?action=store.restore")
                .list(entry -> entry.at("/target/name").asText());
    }

    private static long revision(HttpResponse<String> answer) {
        return answer.headers().firstValueAsLong("Valise-Revision").orElseThrow();
    }

    private HttpResponse<String> read(String rest, long known) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(base + runtime + rest))
                            // Less than the requested wait, so that a read that is held until its end fails.
                            .timeout(Duration.ofSeconds(20))
                            .header("Authorization", "Bearer " + token)
                            .header("If-None-Match", "\"" + known + "\"")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}
