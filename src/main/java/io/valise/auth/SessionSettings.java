package io.valise.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How long a log-in stays valid. */
@ConfigMapping(prefix = "valise.session")
interface SessionSettings {
    /** The life of an access token; a client refreshes it by itself. */
    @WithDefault("PT30M")
    @DurationMin(seconds = 1)
    Duration accessTokenLife();

    /** The life of a refresh token, after which a client must log in again. */
    @WithDefault("P60D")
    @DurationMin(seconds = 1)
    Duration refreshTokenLife();

    /** Sessions of one API key at once; with one more, its oldest ends. */
    @WithDefault("100")
    @Min(1)
    int mostPerKey();
}
