package io.valise.revisions;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;

/**
 * The kinds of items in a configuration. Names are unique within a kind. The order of the constants is part of the
 * stored format: add new ones at the end.
 */
public enum Kind {
    SECRET("secret", ErrorCode.SecretNotFound, ErrorCode.SecretAlreadyExists),
    VALUE("value", ErrorCode.ValueNotFound, ErrorCode.ValueDuplicateName),
    ENVIRONMENT_VALUE("environment value", ErrorCode.EnvironmentValueNotFound, ErrorCode.EnvironmentValueAlreadyExists),
    /** A file of an app that this service stores as it is: a function, a trigger, … */
    FILE("file", ErrorCode.NotFound, ErrorCode.InvalidParameter);

    private final String label;
    private final ErrorCode notFound;
    private final ErrorCode nameTaken;

    Kind(String label, ErrorCode notFound, ErrorCode nameTaken) {
        this.label = label;
        this.notFound = notFound;
        this.nameTaken = nameTaken;
    }

    /** The kind in ids and keys, such as {@code environment_value}. */
    public String key() {
        return label.replace(' ', '_');
    }

    /** The kind in messages. */
    public String label() {
        return label;
    }

    /**
     * The failure for an item that does not exist.
     *
     * @param id as the caller wrote it
     */
    public ApiException absent(String id) {
        return new ApiException(notFound, label + " not found: \"" + id + "\"");
    }

    ErrorCode nameTaken() {
        return nameTaken;
    }
}
