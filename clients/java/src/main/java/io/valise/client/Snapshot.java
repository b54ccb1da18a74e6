package io.valise.client;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** One revision, whole. It never changes, and prints no value. */
public final class Snapshot {
    private final long revision;
    private final Environment environment;
    private final Values values;
    private final Set<String> unresolved;
    private final String etag;

    private Snapshot(long revision, Environment environment, Values values, Set<String> unresolved, String etag) {
        this.revision = revision;
        this.environment = environment;
        this.values = values;
        this.unresolved = unresolved;
        this.etag = etag;
    }

    /** What {@code GET /values} answered; {@code UnexpectedAnswer} if it is something else. */
    static Snapshot parse(String text, String etag) {
        try {
            Map<String, String> parts = Json.members(text);
            Map<String, String> environment = Json.members(parts.getOrDefault("environment", "{}"));
            Object tag = Json.read(environment.getOrDefault("tag", "\"\""));
            Set<String> unresolved = names(Json.read(parts.getOrDefault("unresolved", "[]")));
            return new Snapshot(
                    Long.parseLong(parts.getOrDefault("revision", "")),
                    new Environment(
                            String.valueOf(tag),
                            new Values(Json.members(environment.getOrDefault("values", "{}")), Set.of())),
                    new Values(Json.members(parts.getOrDefault("values", "")), unresolved),
                    unresolved,
                    etag);
        } catch (IllegalArgumentException | ClassCastException e) {
            // Not its cause: a message may quote the text.
            throw new ValiseException(
                    "UnexpectedAnswer", "the answer is not an app's values: is this the address of Valise?", 200);
        }
    }

    private static Set<String> names(Object list) {
        return Set.copyOf(((List<?>) list).stream().map(String.class::cast).toList());
    }

    /**
     * The number of the deployment.
     *
     * @return 0 for an app that was never deployed
     */
    public long revision() {
        return revision;
    }

    /**
     * The environment of this revision.
     *
     * @return its tag and values
     */
    public Environment environment() {
        return environment;
    }

    /**
     * The values of this revision.
     *
     * @return those that the token may read
     */
    public Values values() {
        return values;
    }

    /**
     * Values that link to a secret that is gone.
     *
     * @return their names
     */
    public Set<String> unresolved() {
        return unresolved;
    }

    String etag() {
        return etag;
    }

    @Override
    public String toString() {
        return "Snapshot(revision " + revision + ")";
    }
}
