package io.valise.crypto;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.smallrye.mutiny.Uni;
import io.valise.store.Start;
import io.valise.testing.Awaited;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.bson.types.ObjectId;

/** A separate store for tests that replace master keys and delete data keys, which would break other tests. */
public class KeyStoreProfile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            return Map.of(
                    "valise.data-dir",
                    Files.createTempDirectory("valise-keys").toString(),
                    "quarkus.mongodb.database",
                    "keys" + new ObjectId());
        } catch (IOException full) {
            throw new IllegalStateException(full);
        }
    }

    /** The parts of an instance with these master keys; two instances share only the store. */
    record Instance(MasterKeyRing ring, DataKeys dataKeys, Sealer sealer, MasterKeyCheck check, Rotation rotation) {
        static Instance with(String masterKeys) {
            return with(MasterKeyParser.parse("test", masterKeys));
        }

        static Instance with(MasterKeyRing ring) {
            DataKeys dataKeys = new DataKeys(ring, Clock.systemUTC());
            return new Instance(
                    ring,
                    dataKeys,
                    new Sealer(dataKeys, new Sealings(new SimpleMeterRegistry())),
                    new MasterKeyCheck(ring, dataKeys),
                    new Rotation(ring));
        }

        SealedSecret seal(Place place, String content) {
            return await(sealer.seal(place, Plaintext.of(content)));
        }

        String open(Place place, SealedSecret sealed) {
            return await(sealer.open(place, sealed)).reveal();
        }
    }

    /** Waits for the start, which creates data keys, and removes them all. */
    static void noDataKeys(Start start) {
        Awaited.until(start::isDone, done -> done);
        await(DataKey.deleteAll());
    }

    static Place somewhere() {
        return new Place(new ObjectId().toString(), "secret/" + new ObjectId(), new ObjectId().toString());
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }
}
