package io.valise.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of the audit. Entries of the log are kept forever; counts of reads are not. */
@ConfigMapping(prefix = "valise.audit")
public interface AuditSettings {
    /** How long the counts of reads of secrets are kept. */
    @WithDefault("P90D")
    @DurationMin(hours = 1)
    Duration readsKept();

    /**
     * How often counted reads and refused requests are written to the store; a killed process loses at most this much.
     */
    @WithDefault("5s")
    @DurationMin(seconds = 1)
    Duration countsEvery();
}
