package io.valise.audit;

import io.smallrye.mutiny.Uni;
import io.valise.crypto.Damaged;
import io.valise.crypto.Signatures;
import io.valise.crypto.SignedFields;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The signed heads of the logs. A head is created before the first record and follows the records: it may name an older
 * record than the newest, but never one that is not in the log. It only moves along the log that contains the record it
 * names, so a log that was truncated and has grown again is detected too.
 */
@ApplicationScoped
class Heads {
    private final Signatures signatures;
    private final Event<Damaged> damage;

    Heads(Signatures signatures, Event<Damaged> damage) {
        this.signatures = signatures;
        this.damage = damage;
    }

    /** Creates the head of an empty log; call it before the first record is appended. */
    Uni<Void> begin(ObjectId project) {
        AuditHead head = signed(project, 0, Chain.FIRST);
        return head.<AuditHead>persist()
                .plug(Writes::idempotent)
                .replaceWithVoid()
                .onFailure(StoreFailure::isDuplicateKey)
                .recoverWithNull();
    }

    /** The head; null if there is none, or if it was altered or forged. */
    Uni<AuditHead> read(ObjectId project) {
        return AuditHead.<AuditHead>findById(project)
                .map(head -> head != null && signatures.isSigned(fields(head), head.signature) ? head : null)
                .onFailure(StoreFailure::isMalformed)
                .recoverWithNull();
    }

    /** The head to write once this record is in the log. */
    AuditHead at(AuditEntry record) {
        return signed(record.project, record.seq, record.hash);
    }

    /**
     * Moves the head to a record that continues the log of the current head. If the log does not contain the record
     * that the head names, or there is no head, nothing changes, so that a check of the log finds it.
     *
     * @param known the head as last seen in the log that {@code to} continues; null if it was not seen there
     * @return the head as it is now. Null if it names a later record than {@code to}, which is checked once the log has
     *     that record, or if it does not fit the log
     */
    Uni<AuditHead> move(@Nullable AuditHead known, AuditHead to) {
        if (known == null) {
            return read(to.project).flatMap(stored -> stored == null ? misfit(to.project) : moveStored(stored, to));
        }
        if (known.seq == to.seq) {
            return Uni.createFrom().item(known);
        }
        return AuditHead.<AuditHead>mongoCollection()
                .replaceOne(
                        new Document("_id", known.project)
                                .append("seq", known.seq)
                                .append("hash", known.hash),
                        to)
                .flatMap(done -> done.getMatchedCount() == 1 ? Uni.createFrom().item(to) : move(null, to));
    }

    private Uni<AuditHead> moveStored(AuditHead stored, AuditHead to) {
        if (stored.seq > to.seq) {
            return Uni.createFrom().nullItem();
        }
        return isInLog(stored).flatMap(fits -> fits ? move(stored, to) : misfit(to.project));
    }

    private static Uni<Boolean> isInLog(AuditHead head) {
        if (head.seq == 0) {
            return Uni.createFrom().item(true);
        }
        return AuditEntry.<AuditEntry>mongoCollection()
                .find(new Document("project", head.project).append("seq", head.seq))
                .collect()
                .first()
                .map(there -> there != null && there.hash.equals(head.hash))
                .onFailure(StoreFailure::isMalformed)
                .recoverWithItem(false);
    }

    private Uni<AuditHead> misfit(ObjectId project) {
        damage.fire(new Damaged(project, null, "the end of the audit of project " + project + ", or its signed head,"));
        return Uni.createFrom().nullItem();
    }

    private AuditHead signed(ObjectId project, long seq, String hash) {
        AuditHead head = new AuditHead();
        head.project = project;
        head.seq = seq;
        head.hash = hash;
        head.signature = signatures.sign(fields(head));
        return head;
    }

    private static SignedFields fields(AuditHead head) {
        return new SignedFields("valise/audit-head/1")
                .id(head.project)
                .number(head.seq)
                .text(head.hash);
    }
}
