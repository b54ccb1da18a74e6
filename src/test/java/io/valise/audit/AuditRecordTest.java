package io.valise.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is hashed. Changing this makes all existing logs look forged. */
class AuditRecordTest {
    private static final ObjectId ID = new ObjectId("6650c0ffee0123456789abcd");

    private static AuditEntry entry() {
        AuditEntry entry = new AuditEntry();
        entry.id = ID;
        entry.project = new ObjectId("6650c0ffee0123456789abce");
        entry.app = new ObjectId("6650c0ffee0123456789abcf");
        entry.scope = entry.app;
        entry.seq = 7;
        entry.at = 1795424400;
        entry.actor = new AuditEntry.Who(ID, "abcdwxyz");
        entry.action = "secret.create";
        entry.target = new AuditEntry.Target("secret", ID.toHexString(), "api-key");
        entry.origin = "CLI";
        entry.address = "10.0.0.7";
        entry.result = "ok";
        entry.revision = 3L;
        entry.previous = Chain.FIRST;
        return entry;
    }

    private static String canonical(AuditEntry entry) {
        return new String(AuditRecord.of(entry).canonical(), StandardCharsets.UTF_8);
    }

    @Test
    void it_is_json_with_sorted_keys_and_no_white_space() {
        assertThat(canonical(entry()))
                .isEqualTo("{\"_id\":\"6650c0ffee0123456789abcd\",\"action\":\"secret.create\","
                        + "\"actor\":{\"_id\":\"6650c0ffee0123456789abcd\",\"public_key\":\"abcdwxyz\"},"
                        + "\"address\":\"10.0.0.7\",\"app_id\":\"6650c0ffee0123456789abcf\",\"at\":1795424400,"
                        + "\"group_id\":\"6650c0ffee0123456789abce\",\"origin\":\"CLI\",\"previous\":\"" + Chain.FIRST
                        + "\",\"result\":\"ok\",\"revision\":3,\"seq\":7,\"target\":{\"_id\":"
                        + "\"6650c0ffee0123456789abcd\",\"kind\":\"secret\",\"name\":\"api-key\"}}");
    }

    @Test
    void the_hash_itself_is_left_out() {
        AuditEntry entry = entry();
        String before = canonical(entry);
        entry.hash = AuditRecord.of(entry).expectedHash();
        assertThat(canonical(entry)).isEqualTo(before);
    }

    @Test
    void characters_are_escaped_as_rfc_8785_requires() {
        AuditEntry entry = entry();
        entry.target = new AuditEntry.Target("deployment", null, "\"\\/\b\f\n\r\t\u0001\u001f\u007f é € 😀");
        assertThat(canonical(entry)).contains("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u007f é € 😀\"");
    }

    /** The store would replace it too, and what it then returns would not match the hash. */
    @Test
    void a_lone_surrogate_is_replaced_before_hashing() {
        AuditEntry entry = entry();
        entry.target = new AuditEntry.Target("file", null, "half a pair \ud800");
        entry.changes = List.of(new AuditEntry.Item("created", "file", null, "\udc00 another"));
        entry.makeStorable();
        assertThat(canonical(entry)).contains("half a pair ?", "? another");
    }

    @Test
    void every_field_is_part_of_the_hash() {
        List<Consumer<AuditEntry>> changes = List.of(
                e -> e.id = new ObjectId(),
                e -> e.project = new ObjectId(),
                e -> e.app = new ObjectId(),
                e -> e.app = null,
                e -> e.seq++,
                e -> e.at++,
                e -> e.actor = null,
                e -> e.actor = new AuditEntry.Who(ID, "other"),
                e -> e.action = "secret.delete",
                e -> e.target = null,
                e -> e.target = new AuditEntry.Target("secret", ID.toHexString(), "other"),
                e -> e.changes = List.of(new AuditEntry.Item("created", "value", null, "a")),
                e -> e.origin = "UI",
                e -> e.address = "",
                e -> e.result = "Forbidden",
                e -> e.revision = 4L,
                e -> e.draft = ID,
                e -> e.times = 2L,
                e -> e.recovered = true,
                e -> e.previous = "1".repeat(64));
        Set<String> hashes = new HashSet<>(Set.of(AuditRecord.of(entry()).expectedHash()));
        for (Consumer<AuditEntry> change : changes) {
            AuditEntry entry = entry();
            change.accept(entry);
            assertThat(hashes.add(AuditRecord.of(entry).expectedHash())).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_chain_reveals_any_record_that_was_changed_removed_inserted_or_moved(long seed) {
        Random random = new Random(seed);
        List<AuditRecord> log = chain(random, 40);
        assertThat(check(log).intact()).isTrue();
        assertThat(check(log).entries()).isEqualTo(40);
        assertThat(check(log).head()).isEqualTo(log.get(39).hash());
        for (int round = 0; round < 50; round++) {
            int at = random.nextInt(39);
            List<AuditRecord> removed = new ArrayList<>(log);
            removed.remove(at);
            assertThat(check(removed).brokenAt()).isEqualTo(at + 1);
            List<AuditRecord> moved = new ArrayList<>(log);
            moved.set(at, log.get(at + 1));
            moved.set(at + 1, log.get(at));
            assertThat(check(moved).brokenAt()).isEqualTo(at + 1);
            List<AuditRecord> doubled = new ArrayList<>(log);
            doubled.add(at, log.get(at));
            assertThat(check(doubled).brokenAt()).isEqualTo(at + 2);
            List<AuditRecord> foreign = new ArrayList<>(log);
            foreign.set(at, chain(random, 40).get(at));
            assertThat(check(foreign).intact()).isFalse();
        }
    }

    @Test
    void a_head_reveals_a_truncated_log_and_may_be_behind() {
        List<AuditRecord> log = chain(new Random(7), 40);
        AuditHead head = head(log.get(29));
        assertThat(check(log, head, null))
                .isEqualTo(new AuditCheckResource.Check(40, log.get(39).hash(), true, null, 30L, false));
        assertThat(check(log.subList(0, 30), head, head).intact()).isTrue();
        assertThat(check(log.subList(0, 29), head, null))
                .isEqualTo(new AuditCheckResource.Check(29, log.get(28).hash(), false, 30L, 30L, true));
        assertThat(check(log.subList(0, 29), head(log.get(28)), head).cutOff())
                .as("an older head was restored")
                .isTrue();
        assertThat(check(log, null, null).cutOff()).as("there is no head").isTrue();
        assertThat(check(List.of(), null, null).intact()).as("a new project").isTrue();
        assertThat(check(List.of(), head, null).cutOff()).isTrue();
        assertThat(check(chain(new Random(8), 40), head, null).brokenAt())
                .as("another log of the same length")
                .isEqualTo(30);
    }

    private static AuditCheckResource.Check check(List<AuditRecord> log) {
        return check(log, head(log.get(log.size() - 1)), null);
    }

    private static AuditCheckResource.Check check(
            List<AuditRecord> log, @Nullable AuditHead stored, @Nullable AuditHead known) {
        LogCheck check = new LogCheck(stored, known);
        log.forEach(check::then);
        return check.result();
    }

    private static AuditHead head(AuditRecord record) {
        AuditHead head = new AuditHead();
        head.seq = record.seq();
        head.hash = record.hash();
        return head;
    }

    private static List<AuditRecord> chain(Random random, int length) {
        List<AuditRecord> log = new ArrayList<>();
        String previous = Chain.FIRST;
        for (int i = 0; i < length; i++) {
            AuditEntry entry = entry();
            entry.id = new ObjectId(new java.util.Date(0), random.nextInt(1 << 24));
            entry.seq = i + 1;
            entry.previous = previous;
            entry.hash = AuditRecord.of(entry).expectedHash();
            previous = entry.hash;
            log.add(AuditRecord.of(entry));
        }
        return log;
    }
}
