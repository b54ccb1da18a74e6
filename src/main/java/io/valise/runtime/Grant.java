package io.valise.runtime;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** A runtime token in this instance's memory, valid until it is revoked or expires. */
final class Grant {
    private static final long NEVER = Long.MAX_VALUE;
    /** Seconds between writes of a token's last use. */
    private static final long USE_STEP = 60;

    final ObjectId token;
    final ObjectId app;
    final String clientAppId;
    /** Hex forms for the log, created once because each read logs them. */
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

    /**
     * Whether the stored document is still the one this was created from. It may have been replaced by an unsigned one.
     */
    boolean isStill(Document stored) {
        return stored.get("signature") instanceof Binary now && Arrays.equals(now.getData(), signature);
    }

    /** The part of a snapshot that this token may read. */
    Listing listing(Snapshot snapshot) {
        return names == null ? snapshot.whole() : Listing.of(snapshot, names);
    }

    /** Returns the previous list if it is equal, since read counts compare lists by identity. */
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

    /** Notes a use. Called by many threads, so it only writes if the flag changes. */
    void use() {
        if (!used) {
            used = true;
        }
    }

    /** Whether a use must be written now; {@code now} is in UNIX seconds. Not thread-safe. */
    boolean takeUse(long now) {
        if (!used || now < usedUntil) {
            return false;
        }
        used = false;
        usedUntil = now + USE_STEP;
        return true;
    }
}
