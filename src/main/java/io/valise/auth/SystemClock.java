package io.valise.auth;

import jakarta.enterprise.inject.Produces;
import java.time.Clock;

class SystemClock {
    @Produces
    @jakarta.inject.Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
