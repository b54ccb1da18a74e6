package io.valise.changes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of drafts. */
@ConfigMapping(prefix = "valise.drafts")
public interface DraftSettings {
    /** How long a draft is kept without being touched; then it is discarded. */
    @WithDefault("P90D")
    @DurationMin(hours = 1)
    Duration kept();
}
