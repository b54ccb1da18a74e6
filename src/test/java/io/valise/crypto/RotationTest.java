package io.valise.crypto;

import static io.valise.crypto.KeyStoreProfile.await;
import static io.valise.crypto.KeyStoreProfile.somewhere;
import static io.valise.crypto.MasterKeyParserTest.A;
import static io.valise.crypto.MasterKeyParserTest.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.KeyStoreProfile.Instance;
import io.valise.store.Start;
import io.valise.testing.InProcess;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@InProcess("settings of its own")
@TestProfile(KeyStoreProfile.class)
class RotationTest {
    @Inject
    Start start;

    private static final int SCOPES = 120;
    private static final String ID_OF_A =
            MasterKeyParser.parse("A", A).primary().id();

    private final Map<Place, SealedSecret> sealed = new LinkedHashMap<>();

    @BeforeEach
    void seal_under_A() {
        KeyStoreProfile.noDataKeys(start);
        Instance underA = Instance.with(A);
        await(underA.check().checkMasterKey());
        for (int i = 1; i < SCOPES; i++) {
            Place place = somewhere();
            sealed.put(place, underA.seal(place, "content at " + place));
        }
    }

    @AfterEach
    void none() {
        KeyStoreProfile.noDataKeys(start);
    }

    @Test
    void releases_the_old_key_and_leaves_the_contents_unchanged() {
        Instance both = Instance.with(B + " " + A);
        await(both.check().checkMasterKey());
        try (LogLines log = LogLines.of(Rotation.class)) {
            assertThat(await(both.rotation().rewrap())).isEqualTo(SCOPES);
            assertThat(log.lines())
                    .containsExactly(
                            "Rewrapped " + SCOPES + " data keys under master key "
                                    + both.ring().primary().id(),
                            "No longer in use, can be removed from the settings: master key " + ID_OF_A);
        }
        assertThat(await(both.rotation().rewrap())).isZero();
        opensEverything(Instance.with(B));
    }

    @Test
    void makes_the_store_unreadable_with_the_old_key_alone() {
        await(Instance.with(B + " " + A).rotation().rewrap());
        Instance onlyA = Instance.with(A);
        assertThatThrownBy(() -> await(onlyA.check().checkMasterKey()))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining(
                        "under master key " + Instance.with(B).ring().primary().id())
                .hasMessageContaining("(" + ID_OF_A + ")");
        assertThat(await(onlyA.check().opens())).isFalse();
    }

    @Test
    void refuses_the_new_key_alone_before_the_rewrapping() {
        assertThatThrownBy(() -> await(Instance.with(B).check().checkMasterKey()))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("under master key " + ID_OF_A);
    }

    @Test
    void counts_each_data_key_once_if_several_instances_rewrap_concurrently() {
        List<Uni<Integer>> rewraps = Stream.generate(
                        () -> Instance.with(B + " " + A).rotation().rewrap())
                .limit(5)
                .toList();
        List<Integer> counts = await(Uni.join().all(rewraps).andFailFast());
        assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(SCOPES);
        opensEverything(Instance.with(B));
    }

    @Test
    void continues_after_an_interruption() {
        MasterKeyRing ring = MasterKeyParser.parse("test", B + " " + A);
        AtomicInteger left = new AtomicInteger(SCOPES / 2);
        MasterKey dying =
                new MasterKey(ring.primary().id(), new DyingAead(ring.primary().aead(), left), false);
        Instance killed =
                Instance.with(new MasterKeyRing(List.of(dying, ring.keys().get(1))));
        assertThatThrownBy(() -> await(killed.rotation().rewrap())).isInstanceOf(MasterKeyException.class);

        Instance both = Instance.with(ring);
        opensEverything(both);
        assertThat(await(both.rotation().rewrap())).isBetween(SCOPES / 2, SCOPES - 1);
        opensEverything(Instance.with(B));
    }

    @Test
    void moves_into_a_KMS() {
        await(Instance.with(FakeKmsClient.KEY_URI + " " + A).rotation().rewrap());
        opensEverything(Instance.with(FakeKmsClient.KEY_URI));
    }

    @Test
    void tells_which_keys_can_be_removed() {
        MasterKeyRing ring = MasterKeyParser.parse("test", B + " " + A + " " + FakeKmsClient.KEY_URI);
        String idOfB = ring.primary().id();
        assertThat(ring.spare(Set.of(idOfB))).containsExactly(ID_OF_A, FakeKmsClient.KEY_URI);
        assertThat(ring.spare(Set.of(idOfB, ID_OF_A))).containsExactly(FakeKmsClient.KEY_URI);
        assertThat(ring.spare(Set.of())).doesNotContain(idOfB);
    }

    private void opensEverything(Instance instance) {
        await(instance.check().checkMasterKey());
        assertThat(await(instance.check().opens())).isTrue();
        sealed.forEach(
                (place, secret) -> assertThat(instance.open(place, secret)).isEqualTo("content at " + place));
    }

    private record DyingAead(Aead key, AtomicInteger left) implements Aead {
        @Override
        public byte[] encrypt(byte[] clear, byte[] associatedData) throws GeneralSecurityException {
            if (left.getAndDecrement() <= 0) {
                throw new GeneralSecurityException("killed");
            }
            return key.encrypt(clear, associatedData);
        }

        @Override
        public byte[] decrypt(byte[] sealed, byte[] associatedData) throws GeneralSecurityException {
            return key.decrypt(sealed, associatedData);
        }
    }
}
