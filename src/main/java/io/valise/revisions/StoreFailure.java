package io.valise.revisions;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;

/** What a failed write says of the store: that it refused, that it was not reached, or nothing certain. */
public final class StoreFailure {
    private static final int DUPLICATE_KEY = 11_000;

    private StoreFailure() {}

    /** Whether a unique index already holds the key. */
    public static boolean isDuplicateKey(Throwable failure) {
        return (failure instanceof MongoWriteException write
                        && write.getError().getCategory() == ErrorCategory.DUPLICATE_KEY)
                || (failure instanceof MongoServerException server && server.getCode() == DUPLICATE_KEY);
    }

    /** Whether the write was sent and may have been made, now or later. */
    public static boolean isOutcomeUnknown(Throwable failure) {
        return (failure instanceof MongoSocketException && !(failure instanceof MongoSocketOpenException))
                || failure instanceof MongoOperationTimeoutException
                || failure instanceof MongoWriteConcernException
                || failure instanceof MongoNotPrimaryException
                || failure instanceof MongoNodeIsRecoveringException;
    }
}
