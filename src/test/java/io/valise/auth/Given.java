package io.valise.auth;

import static io.valise.testing.Request.given;

import io.smallrye.mutiny.Uni;
import io.valise.crypto.SignedDocuments;
import io.valise.store.Start;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.types.ObjectId;

/** Fixtures: projects of their own, with keys and log-ins. */
@Singleton
public class Given {
    @Inject
    ApiKeys keys;

    @Inject
    SecureRandom random;

    @Inject
    SignedDocuments documents;

    @Inject
    Start start;

    /** Waits for the service to create its own project and indexes, off the thread that starts the tests. */
    @PostConstruct
    void started() {
        await(Uni.createFrom()
                .item(start::isDone)
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(20))
                .repeat()
                .until(done -> done)
                .collect()
                .last());
    }

    /** A key and its private half. */
    record Holder(ApiKey key, KeyPair pair) {
        String project() {
            return key.project.toHexString();
        }

        String id() {
            return key.id.toHexString();
        }
    }

    /** The tokens of a log-in. */
    record Tokens(String access, String refresh) {}

    Holder ownerOfNewProject() {
        Project project = new Project();
        project.id = new ObjectId();
        project.name = "project-" + new ObjectId();
        project.keyShown = true;
        await(documents.insert(Project.stored(), project));
        return key(project.id, Role.GROUP_OWNER);
    }

    Holder key(ObjectId project, Role role) {
        KeyPair pair = KeyPair.generate(random);
        return new Holder(await(keys.create(project, "a key", role, pair)), pair);
    }

    /** An access token of a new owner of a new project; for the tests of other rooms too. */
    public String accessToken() {
        return login(ownerOfNewProject()).access;
    }

    Tokens login(Holder holder) {
        var body = given().contentType("application/json")
                .body(Map.of(
                        "username",
                        holder.pair.publicKey(),
                        "apiKey",
                        holder.pair.privateKey().reveal()))
                .post(Gate.ADMIN + "/auth/providers/mongodb-cloud/login")
                .statusCode(200);
        return new Tokens(body.getString("access_token"), body.getString("refresh_token"));
    }

    /** The whole content of a collection, as stored. */
    String stored(String collection) {
        return await(Project.mongoDatabase()
                        .getCollection(collection)
                        .find()
                        .collect()
                        .asList())
                .toString();
    }

    /** The whole content of the store as JSON, for tests of what must not be in it. */
    public String storedEverywhere() {
        return await(Project.mongoDatabase()
                .listCollectionNames()
                .onItem()
                .transformToMultiAndConcatenate(
                        name -> Project.mongoDatabase().getCollection(name).find())
                .map(document -> document.toJson())
                .collect()
                .with(Collectors.joining("\n")));
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
