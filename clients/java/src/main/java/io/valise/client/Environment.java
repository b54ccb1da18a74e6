package io.valise.client;

/** The environment tag, and the environment values that it selects. Prints no value. */
public final class Environment {
    private final String tag;
    private final Values values;

    Environment(String tag, Values values) {
        this.tag = tag;
        this.values = values;
    }

    /**
     * The active tag.
     *
     * @return {@code ""}, {@code development}, {@code testing}, {@code qa} or {@code production}
     */
    public String tag() {
        return tag;
    }

    /**
     * The environment values that the tag selects.
     *
     * @return those mapped for the tag
     */
    public Values values() {
        return values;
    }

    @Override
    public String toString() {
        return "Environment(" + tag + ")";
    }
}
