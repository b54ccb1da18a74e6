package io.valise.errors;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import org.bson.BSONException;
import org.bson.codecs.configuration.CodecConfigurationException;
import org.jboss.logging.Logger;

/** Classifies failures of the store: it refused, it was not reached, or the outcome is unknown. */
public final class StoreFailure {
    private static final Logger LOG = Logger.getLogger(StoreFailure.class);
    private static final int DUPLICATE_KEY = 11_000;
    /** The code of MongoDB and the embedded store for data that is damaged on disk. */
    private static final int DATA_CORRUPTION_DETECTED = 301;

    private StoreFailure() {}

    /** Whether a unique index already holds the key. */
    public static boolean isDuplicateKey(Throwable failure) {
        return (failure instanceof MongoWriteException write
                        && write.getError().getCategory() == ErrorCategory.DUPLICATE_KEY)
                || (failure instanceof MongoBulkWriteException bulk
                        && bulk.getWriteErrors().stream()
                                .anyMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY))
                || hasCode(failure, DUPLICATE_KEY);
    }

    /** Whether the store refused a command, or part of it, with this code. */
    static boolean hasCode(Throwable failure, int code) {
        return failure instanceof MongoBulkWriteException bulk
                ? bulk.getWriteErrors().stream().anyMatch(error -> error.getCode() == code)
                : failure instanceof MongoServerException server && server.getCode() == code;
    }

    /** Whether the command was sent and may have been executed, or may still be. */
    public static boolean isOutcomeUnknown(Throwable failure) {
        return (failure instanceof MongoSocketException && !(failure instanceof MongoSocketOpenException))
                || failure instanceof MongoOperationTimeoutException
                || failure instanceof MongoWriteConcernException
                || (failure instanceof MongoBulkWriteException bulk && bulk.getWriteConcernError() != null)
                || failure instanceof MongoNotPrimaryException
                || failure instanceof MongoNodeIsRecoveringException
                // A router's answer after it has lost the primary.
                || (failure instanceof MongoServerException server && server.hasErrorLabel("RetryableWriteError"));
    }

    /** Whether the store failed: its own exception, or ours for it. */
    public static boolean isOfStore(Throwable failure) {
        return (failure instanceof MongoException && !isDamage(failure))
                || ApiException.is(failure, ErrorCode.StoreUnavailable)
                || ApiException.is(failure, ErrorCode.OutcomeUnknown);
    }

    /** Whether the store found damage on its disk, which retrying cannot fix. */
    public static boolean isDamage(Throwable failure) {
        return failure instanceof MongoException store && store.getCode() == DATA_CORRUPTION_DETECTED;
    }

    /** Whether a stored document cannot be read or does not have the form of its collection's documents. */
    public static boolean isMalformed(Throwable failure) {
        return failure instanceof BSONException
                || isDamage(failure)
                || failure instanceof CodecConfigurationException
                || (failure.getCause() != null && isMalformed(failure.getCause()));
    }

    /**
     * 503 {@code StoreUnavailable}: for steps before the one that makes the change, and for that step if it was
     * refused. 500 {@code StoreDamaged} if the disk is damaged.
     */
    public static ApiException nothingChanged(Throwable failure) {
        if (isDamage(failure)) {
            LOG.errorf("The store is damaged: %s", failure.getMessage());
            return new ApiException(
                    ErrorCode.StoreDamaged,
                    "a part of the store that this request needs is damaged; check what was changed before you retry");
        }
        LOG.warnf("The store failed: %s", failure.getMessage());
        return new ApiException(ErrorCode.StoreUnavailable, "the store is not available; nothing was changed");
    }

    /** 503 {@code OutcomeUnknown}: for the step that makes the change, and the steps after it. */
    public static ApiException outcomeUnknown(Throwable failure) {
        LOG.warnf("The store failed in the middle of a change: %s", failure.getMessage());
        return new ApiException(
                ErrorCode.OutcomeUnknown,
                "the store did not answer: the change may or may not have been made; check before you retry");
    }
}
