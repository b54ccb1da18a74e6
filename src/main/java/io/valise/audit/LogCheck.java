package io.valise.audit;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a log, oldest first, and checks that they form one chain that contains the records that its
 * heads name.
 */
final class LogCheck {
    private final @Nullable AuditHead stored;
    private final List<AuditHead> heads;
    private long entries;
    private String hash = Chain.FIRST;
    private @Nullable Long brokenAt;

    /**
     * @param stored the signed head; null if there is none
     * @param known the head as this instance last wrote it; null if it has not. Differs from {@code stored} if somebody
     *     has put back an older one
     */
    LogCheck(@Nullable AuditHead stored, @Nullable AuditHead known) {
        this.stored = stored;
        this.heads = Stream.of(stored, known).filter(Objects::nonNull).toList();
    }

    void then(AuditRecord record) {
        entries++;
        if (brokenAt != null) {
            return;
        }
        String expected = record.expectedHash();
        boolean fits = record.seq() == entries && hash.equals(record.previous()) && expected.equals(record.hash());
        if (fits && heads.stream().allMatch(head -> head.seq != entries || head.hash.equals(expected))) {
            hash = expected;
        } else {
            brokenAt = entries;
        }
    }

    AuditCheckResource.Check result() {
        boolean headless = stored == null && entries > 0;
        boolean cutOff = headless || heads.stream().anyMatch(head -> head.seq > entries);
        Long broken = brokenAt == null && cutOff ? Long.valueOf(entries + 1) : brokenAt;
        return new AuditCheckResource.Check(
                entries, hash, broken == null, broken, stored == null ? null : stored.seq, cutOff);
    }
}
