package io.valise.store.embedded;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.nio.file.Path;
import java.util.ArrayList;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk: writes are answered with an error, reads work, and writes work again once there is space. */
class FullDiskTest {
    private static final int OUT_OF_DISK_SPACE = 14031;
    private static final int ROOM = 1 << 20;

    @TempDir
    Path folder;

    private DataFolder data;
    private RunningStore store;
    private int number;

    @BeforeEach
    void open() {
        var plain = DataFolder.prepare(folder);
        data = new DataFolder(plain.path(), FullDisk.file(Path.of(plain.file())));
        FullDisk.CAPACITY.set(ROOM);
        store = RunningStore.open(data);
        store.collection("items").createIndex(Indexes.ascending("app", "number"), new IndexOptions().unique(true));
    }

    @AfterEach
    void close() {
        FullDisk.CAPACITY.set(Long.MAX_VALUE);
        store.close();
    }

    private void insert() {
        store.collection("items")
                .insertOne(new Document("app", "a").append("number", number).append("content", "x".repeat(20_000)));
        number++;
    }

    private int insertUntilFull() {
        var error = catchThrowableOfType(MongoException.class, () -> {
            while (number < 1_000) {
                insert();
            }
        });
        assertThat(error).isInstanceOf(MongoCommandException.class);
        return error.getCode();
    }

    private void assertAllReadable() {
        var items = store.collection("items");
        assertThat(items.find().into(new ArrayList<>())).hasSize(number);
        for (int n = 0; n < number; n++) {
            assertThat(items.find(and(eq("app", "a"), eq("number", n))).first())
                    .containsEntry("content", "x".repeat(20_000));
        }
    }

    @Test
    void a_write_that_does_not_fit_is_an_error_and_changes_nothing() {
        assertThat(insertUntilFull()).isEqualTo(OUT_OF_DISK_SPACE);
        assertThat(number).isGreaterThan(10);
        assertAllReadable();
        assertThat(insertUntilFull()).isEqualTo(OUT_OF_DISK_SPACE);
        assertAllReadable();
    }

    @Test
    void writes_work_again_when_there_is_space() {
        insertUntilFull();
        FullDisk.CAPACITY.set(2 * ROOM);
        insert();
        assertAllReadable();
    }

    @Test
    void the_store_opens_on_the_full_disk_with_nothing_lost() {
        insertUntilFull();
        store.close();
        store = RunningStore.open(data);
        assertAllReadable();
        FullDisk.CAPACITY.set(2 * ROOM);
        insert();
        assertAllReadable();
    }
}
