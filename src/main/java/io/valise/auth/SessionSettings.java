package io.valise.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long a log-in stays valid. */
@ConfigMapping(prefix = "valise.session")
interface SessionSettings {
    /** How long an access token is valid; clients refresh it by themselves. */
    @WithDefault("PT30M")
    @DurationMin(seconds = 1)
    Duration accessTokenLife();

    /** How long a refresh token is valid; after that, a client must log in again. */
    @WithDefault("P60D")
    @DurationMin(seconds = 1)
    Duration refreshTokenLife();

    /** The maximum number of sessions per API key; one more ends the oldest. */
    @WithDefault("100")
    @Min(1)
    int mostPerKey();
}
