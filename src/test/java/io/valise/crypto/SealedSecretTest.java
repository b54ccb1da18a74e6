package io.valise.crypto;

import static io.valise.crypto.KeyStoreProfile.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntity;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.valise.testing.InProcess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@InProcess("settings of its own")
@TestProfile(KeyStoreProfile.class)
class SealedSecretTest {
    private final SealedSecret sealed = new SealedSecret(new byte[] {1, 0, -1, 127, -128});

    @MongoEntity(collection = "sealed_secret_test")
    public static class Holder extends ReactivePanacheMongoEntity {
        public @Nullable SealedSecret sealed;
        public @Nullable SealedSecret absent;
    }

    @Test
    void is_a_field_of_an_entity() {
        Holder holder = new Holder();
        holder.sealed = sealed;
        await(holder.persist());
        Holder read = await(Holder.findById(holder.id));
        assertThat(read.sealed).isEqualTo(sealed).isNotSameAs(sealed);
        assertThat(read.absent).isNull();
    }

    @Test
    void equals_by_its_bytes() {
        assertThat(sealed)
                .isEqualTo(new SealedSecret(sealed.ciphertext().clone()))
                .hasSameHashCodeAs(new SealedSecret(sealed.ciphertext().clone()));
        assertThat(sealed).isNotEqualTo(new SealedSecret(new byte[] {1, 0, -1, 127}));
    }

    @Test
    void prints_only_its_length() {
        assertThat(sealed).hasToString("SealedSecret[5 bytes]");
    }
}
