package io.valise.crypto;

import static io.valise.crypto.KeyStoreProfile.await;
import static io.valise.crypto.KeyStoreProfile.somewhere;
import static io.valise.crypto.MasterKeyParserTest.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.valise.crypto.KeyStoreProfile.Instance;
import io.valise.store.Start;
import io.valise.testing.InProcess;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@InProcess("settings of its own")
@TestProfile(KeyStoreProfile.class)
class MasterKeyCheckTest {
    @Inject
    Start start;

    @BeforeEach
    @AfterEach
    void none() {
        KeyStoreProfile.noDataKeys(start);
    }

    @Test
    void passes_on_an_empty_store_and_leaves_the_services_own_data_key() {
        Instance instance = Instance.with(A);
        assertThat(await(instance.check().opens())).isFalse();
        await(instance.check().checkMasterKey());
        await(instance.check().checkMasterKey());
        assertThat(await(instance.check().opens())).isTrue();
        assertThat(await(DataKey.<DataKey>listAll()))
                .singleElement()
                .satisfies(key -> assertThat(key.scope).isEqualTo("valise"));
    }

    @Test
    void finds_a_master_key_that_does_not_open_the_data_keys_under_its_id() {
        Instance instance = Instance.with(A);
        await(instance.check().checkMasterKey());
        await(instance.dataKeys().forSealing(somewhere().scope()));
        for (DataKey changed : await(DataKey.<DataKey>listAll())) {
            byte[] wrapped = changed.wrapped.clone();
            wrapped[wrapped.length / 2] ^= 1;
            changed.wrapped = wrapped;
            await(changed.update());
        }
        assertThatThrownBy(() -> await(Instance.with(A).check().checkMasterKey()))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("master key " + instance.ring().primary().id())
                .hasMessageContaining("data key of scope \"");
    }

    @Test
    void refuses_a_store_whose_key_file_is_gone_and_makes_no_new_one(@TempDir Path folder) throws Exception {
        Instance first = Instance.with(MasterKeyFile.in(folder, new SecureRandom()));
        await(first.check().checkMasterKey());
        Path file = folder.resolve("master.key");
        Path kept = Files.move(file, folder.resolve("kept"));

        assertThatThrownBy(() -> await(Instance.with(MasterKeyFile.in(folder, new SecureRandom()))
                        .check()
                        .checkMasterKey()))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining(first.ring().primary().id());
        assertThat(file).doesNotExist();

        Files.move(kept, file);
        await(Instance.with(MasterKeyFile.in(folder, new SecureRandom()))
                .check()
                .checkMasterKey());
    }

    @Test
    void refuses_a_data_folder_in_which_no_key_can_be_saved(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("a-file"));
        Instance instance = Instance.with(MasterKeyFile.in(file, new SecureRandom()));
        assertThatThrownBy(() -> await(instance.check().checkMasterKey()))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("the new master key could not be written to " + file);
        assertThat(await(DataKey.count())).isZero();
    }

    @Test
    void checks_a_KMS_too() {
        Instance kms = Instance.with(FakeKmsClient.KEY_URI);
        await(kms.check().checkMasterKey());
        FakeKmsClient.down = true;
        try {
            Instance later = Instance.with(FakeKmsClient.KEY_URI);
            assertThat(await(later.check().opens())).isFalse();
            assertThatThrownBy(() -> await(later.check().checkMasterKey()))
                    .isInstanceOf(MasterKeyException.class)
                    .hasMessageContaining(FakeKmsClient.KEY_URI)
                    .hasMessageContaining("did not answer");
        } finally {
            FakeKmsClient.down = false;
        }
    }
}
