package io.valise.testing;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.ListeningAddress;
import io.quarkus.value.registry.ValueRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Provides the packaged service's address to the tests' address injection, as the server in this process would. */
@Singleton
class PackagedAddress {
    void tell(@Observes StartupEvent start, ValueRegistry addresses) {
        if (PackagedService.isWanted()) {
            addresses.register(ListeningAddress.HTTP_TEST_PORT, PackagedService.port());
        }
    }
}
