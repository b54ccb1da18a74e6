package io.valise.runtime;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** A runtime token as this instance knows it, for as long as nobody revokes it. */
final class Grant {
    private static final long NEVER = Long.MAX_VALUE;
    /** In seconds: how often a token's last use is written. */
    private static final long USE_STEP = 60;

    final ObjectId token;
    final ObjectId app;
    final String clientAppId;
    /** As the log shows them: made once, since each read does. */
    final String tokenHex;

    final String appHex;
    private final @Nullable Set<String> names;
    private final long expiresAt;
    private final byte @Nullable [] signature;
    private volatile List<String> counted = List.of();
    private volatile boolean revoked;
    private volatile boolean used;
    private volatile long usedUntil;

    Grant(RuntimeToken token) {
        this.token = token.id;
        this.app = token.app;
        this.clientAppId = token.clientAppId;
        this.tokenHex = token.id.toHexString();
        this.appHex = token.app.toHexString();
        List<String> allowed = token.values;
        this.names = allowed == null ? null : Set.copyOf(allowed);
        this.expiresAt = token.expiresAt == null ? NEVER : token.expiresAt;
        this.signature = token.signature;
    }

    /** Whether this is the document that it was made of, which may have been replaced by one that nobody has signed. */
    boolean isStill(Document stored) {
        return stored.get("signature") instanceof Binary now && Arrays.equals(now.getData(), signature);
    }

    /** What it sees of a snapshot. */
    Listing listing(Snapshot snapshot) {
        return names == null ? snapshot.whole() : Listing.of(snapshot, names);
    }

    /** The names as they were before, if they are equal: those who count them tell lists apart by identity. */
    List<String> sameIfEqual(List<String> secrets) {
        if (!secrets.equals(counted)) {
            counted = secrets;
        }
        return counted;
    }

    boolean allows(String name) {
        return names == null || names.contains(name);
    }

    boolean isOver(Clock clock) {
        return revoked || (expiresAt != NEVER && clock.instant().getEpochSecond() >= expiresAt);
    }

    void revoke() {
        revoked = true;
    }

    /** Notes a use; many threads at once, so it writes only where it changes something. */
    void use() {
        if (!used) {
            used = true;
        }
    }

    /** Whether a use is to be written now, in UNIX seconds; for one caller at a time. */
    boolean takeUse(long now) {
        if (!used || now < usedUntil) {
            return false;
        }
        used = false;
        usedUntil = now + USE_STEP;
        return true;
    }
}
