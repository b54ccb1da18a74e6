package io.valise.revisions;

import io.valise.errors.ErrorCode;

/**
 * The kinds of item that a configuration holds. Names are unique within their kind. Their order is part of the stored
 * format: add new ones at the end.
 */
public enum Kind {
    SECRET("secret", ErrorCode.SecretNotFound, ErrorCode.SecretAlreadyExists),
    VALUE("value", ErrorCode.ValueNotFound, ErrorCode.ValueDuplicateName),
    ENVIRONMENT_VALUE("environment value", ErrorCode.EnvironmentValueNotFound, ErrorCode.EnvironmentValueAlreadyExists),
    /** A file of an app that this service keeps as it is: a function, a trigger, … */
    FILE("file", ErrorCode.NotFound, ErrorCode.InvalidParameter);

    private final String label;
    private final ErrorCode notFound;
    private final ErrorCode nameTaken;

    Kind(String label, ErrorCode notFound, ErrorCode nameTaken) {
        this.label = label;
        this.notFound = notFound;
        this.nameTaken = nameTaken;
    }

    /** The kind in ids, such as {@code environment_value}. */
    public String key() {
        return label.replace(' ', '_');
    }

    /** The kind in a sentence for a person. */
    public String label() {
        return label;
    }

    ErrorCode notFound() {
        return notFound;
    }

    ErrorCode nameTaken() {
        return nameTaken;
    }
}
