package io.valise.revisions;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Describes conflicts to clients: each conflicting item, who changed it and when. */
public final class Conflicts {
    private Conflicts() {}

    /** 409 {@code DraftConflict} with the items and the number of the newest revision. */
    public static ApiException of(List<Next.Item> items, Revision newest) {
        String sentence = items.stream()
                .map(item -> item.label() + " " + item.reason() + by(item))
                .collect(Collectors.joining("; "));
        return new ApiException(
                        ErrorCode.DraftConflict,
                        "the draft conflicts with a later deployment: " + sentence
                                + "; rebase the draft, or discard it and make its changes again")
                .withDetails(items.stream()
                        .map(item -> new ApiException.FieldError(item.label(), item.reason() + by(item)))
                        .toList())
                .withConflicts(items.stream().map(Conflicts::body).toList(), newest.number);
    }

    /** One line of a preview. */
    public static String line(Next.Item item) {
        return "conflict: " + item.label() + " " + item.reason() + by(item);
    }

    private static String by(Next.Item item) {
        return (item.user() == null ? "" : ", by " + item.user().toHexString())
                + (item.at() == null ? "" : ", at " + Instant.ofEpochSecond(item.at()));
    }

    private static ApiException.Conflict body(Next.Item item) {
        return new ApiException.Conflict(
                item.key(),
                item.label(),
                item.kind() == null ? Next.Item.ENVIRONMENT : item.kind().key(),
                item.name(),
                item.reason(),
                item.user() == null ? null : item.user().toHexString(),
                item.at());
    }
}
