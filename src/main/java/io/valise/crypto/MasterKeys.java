package io.valise.crypto;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.security.SecureRandom;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Loads the master keys from the settings. Without them, the service does not start. */
@Singleton
class MasterKeys {
    private static final Logger LOG = Logger.getLogger(MasterKeys.class);
    private static final int FAILED = 1;

    /** Loads the ring before anything else starts, so that a bad setting ends the process with a single message. */
    void atStart(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start,
            Instance<MasterKeyRing> ring) {
        try {
            LOG.debugf("Sealing under master key %s", ring.get().primary().id());
        } catch (MasterKeyException unusable) {
            LOG.fatalf("Valise does not start: %s", unusable.getMessage());
            // The exception stops the start without a stack trace, but without asyncExit the process would keep
            // running.
            Quarkus.asyncExit(FAILED);
            throw new PreventFurtherStepsException(FAILED);
        }
    }

    @Produces
    @Singleton
    MasterKeyRing ring(
            CryptoSettings settings,
            @ConfigProperty(name = "quarkus.mongodb.connection-string") Optional<String> server) {
        return from(settings, server.isEmpty());
    }

    static MasterKeyRing from(CryptoSettings settings, boolean embedded) {
        if (settings.masterKey().isPresent() && settings.masterKeyFile().isPresent()) {
            throw new MasterKeyException("valise.master-key and valise.master-key-file are both set; keep one");
        }
        if (settings.masterKey().isPresent()) {
            return MasterKeyParser.parse(
                    "valise.master-key", settings.masterKey().get());
        }
        if (settings.masterKeyFile().isPresent()) {
            return MasterKeyFile.read(
                    "valise.master-key-file", settings.masterKeyFile().get());
        }
        if (embedded) {
            return MasterKeyFile.in(settings.dataDir(), new SecureRandom());
        }
        throw new MasterKeyException("with a MongoDB server a master key must be set: VALISE_MASTER_KEY, to 32 random"
                + " bytes in base64 (head -c 32 /dev/urandom | base64), or VALISE_MASTER_KEY_FILE");
    }
}
