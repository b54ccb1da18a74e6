package io.valise.client;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The values of an app, as they are now.
 *
 * <p>Kept in memory: reading one asks nobody. A thread of its own follows the deployments, and through an outage the
 * last known values go on. Safe for use by many threads. Prints no value, wherever it is printed.
 *
 * <pre>{@code
 * try (Valise context = Valise.connect(URI.create("https://valise.example.com"), "shop-abcde", token)) {
 *     String key = context.values().get("paymentKey", String.class);
 *     context.onChange(change -> log.info("revision {}: {}", change.revision(), change.changed()));
 * }
 * }</pre>
 */
public final class Valise implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.valise.client");

    private final String app;
    private final Follower follower;
    private final List<Consumer<Change>> changeListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<ValiseException>> errorListeners = new CopyOnWriteArrayList<>();
    private volatile Snapshot snapshot;
    private volatile ValiseException error;

    private Valise(Options options) {
        app = options.app;
        follower = new Follower(this, options);
    }

    /**
     * Reads an app's values, and follows its deployments in the background until {@link #close()}.
     *
     * @param url the service's address
     * @param app the app's {@code client_app_id}
     * @param token a runtime token
     * @return the values
     * @throws ValiseException without values, after 30 s, or at once when refused
     */
    public static Valise connect(URI url, String app, String token) {
        return connect(new Options(url, app, () -> token));
    }

    /**
     * The same by the environment variables {@code VALISE_URL}, {@code VALISE_APP} and {@code VALISE_TOKEN}.
     *
     * @return the values
     * @throws ValiseException {@code InvalidOption} if one is missing; else as {@link #connect(URI, String, String)}
     */
    public static Valise connect() {
        return connect(Options.fromEnvironment());
    }

    /**
     * The same with options.
     *
     * @param options how to connect, and how patiently
     * @return the values
     * @throws ValiseException without values, when {@link Options#startTimeout} is over, or at once when refused
     */
    public static Valise connect(Options options) {
        Valise valise = new Valise(options);
        valise.follower.start();
        return valise;
    }

    /**
     * What is deployed, as one whole.
     *
     * @return one revision
     */
    public Snapshot snapshot() {
        return snapshot;
    }

    /**
     * The values of {@link #snapshot()}: ask here each time, and get the newest.
     *
     * @return the values of one revision
     */
    public Values values() {
        return snapshot.values();
    }

    /**
     * The environment of {@link #snapshot()}.
     *
     * @return its tag and values
     */
    public Environment environment() {
        return snapshot.environment();
    }

    /**
     * The revision of {@link #snapshot()}.
     *
     * @return its number
     */
    public long revision() {
        return snapshot.revision();
    }

    /**
     * Why the values are perhaps not the newest.
     *
     * @return nothing while all is well
     */
    public Optional<ValiseException> error() {
        return Optional.ofNullable(error);
    }

    /**
     * Calls the listener after a deployment, once the new values are in place, in the thread that follows them.
     *
     * @param listener told what changed
     * @return takes the listener off again
     */
    public Runnable onChange(Consumer<Change> listener) {
        changeListeners.add(listener);
        return () -> changeListeners.remove(listener);
    }

    /**
     * Calls the listener when the service cannot be reached or refuses, once an outage. With no listener, a warning is
     * logged.
     *
     * @param listener told why
     * @return takes the listener off again
     */
    public Runnable onError(Consumer<ValiseException> listener) {
        errorListeners.add(listener);
        return () -> errorListeners.remove(listener);
    }

    /** Stops following. The values stay readable. */
    @Override
    public void close() {
        follower.stop();
    }

    @Override
    public String toString() {
        return "Valise(" + app + ", revision " + (snapshot == null ? "none" : snapshot.revision()) + ")";
    }

    /** Puts a newer revision in place of the one before. */
    void take(Snapshot next) {
        Snapshot before = snapshot;
        snapshot = next;
        if (before != null && before.revision() != next.revision()) {
            Change change = new Change(next.revision(), next.values().changedFrom(before.values()));
            tell(changeListeners, change);
        }
    }

    void reached() {
        error = null;
    }

    /** Tells of an outage once, not at every attempt. */
    void failed(ValiseException failure) {
        ValiseException before = error;
        error = failure;
        if (before != null && before.getMessage().equals(failure.getMessage())) {
            return;
        }
        if (errorListeners.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} ({1}); the values of revision {2} go on",
                    failure.getMessage(),
                    failure.code(),
                    Long.toString(revision()));
        }
        tell(errorListeners, failure);
    }

    private static <T> void tell(List<Consumer<T>> listeners, T argument) {
        for (Consumer<T> listener : listeners) {
            try {
                listener.accept(argument);
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a listener of {0} failed: {1}",
                        argument.getClass().getSimpleName(),
                        e.getClass().getName());
            }
        }
    }
}
