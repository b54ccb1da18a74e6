package io.valise.revisions;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What people write down about a value or a secret. Part of the item's state, but not of its content.
 *
 * @param note plain text, or empty
 * @param tags sorted
 */
public record Notes(String note, List<String> tags) {
    /** In Unicode code points. */
    public static final int NOTE_LENGTH = 1_000;

    public static final int TAGS = 10;

    /** In characters. */
    private static final int TAG_LENGTH = 32;

    public static final String TAG_PATTERN = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$";

    /** How the API describes a note in a request. */
    public static final String NOTE_RULE = "Plain text; no control characters except line breaks and tabs. Empty for"
            + " none; if absent, an existing note stays as it is.";

    /** How the API describes tags in a request. */
    public static final String TAGS_RULE = "Each matches `" + TAG_PATTERN
            + "`; all are different. Shown sorted. Empty for none; if absent, existing tags stay as they are.";

    private static final Pattern TAG_START = Pattern.compile("[A-Za-z0-9].*", Pattern.DOTALL);
    private static final Pattern TAG_CHARACTERS = Pattern.compile("[A-Za-z0-9_.-]+");

    public static final Notes NONE = new Notes("", List.of());

    public Notes {
        tags = tags.stream().sorted().toList();
    }

    /** The notes; always {@link #NONE} if there are none, so that most entries share one. */
    public static Notes of(String note, List<String> tags) {
        return note.isEmpty() && tags.isEmpty() ? NONE : new Notes(note, tags);
    }

    /** With what is given; null leaves the note or the tags as they are. */
    public Notes with(@Nullable String newNote, @Nullable List<String> newTags) {
        return of(newNote == null ? note : newNote, newTags == null ? tags : newTags);
    }

    public boolean isEmpty() {
        return note.isEmpty() && tags.isEmpty();
    }

    /** The rule that a note breaks, as a clause; null if it is valid. */
    public static @Nullable String brokenByNote(String note) {
        if (note.codePointCount(0, note.length()) > NOTE_LENGTH) {
            return "must have at most " + NOTE_LENGTH + " characters";
        }
        return note.codePoints().anyMatch(Notes::isUnwanted)
                ? "must have no control characters except line breaks and tabs"
                : null;
    }

    /** Half of a surrogate pair cannot be written as UTF-8. */
    private static boolean isUnwanted(int c) {
        return (Character.getType(c) == Character.CONTROL && c != '\n' && c != '\r' && c != '\t')
                || Character.getType(c) == Character.SURROGATE;
    }

    /** The rule that tags break, as a clause; null if they are valid. */
    public static @Nullable String brokenByTags(List<@Nullable String> tags) {
        if (tags.size() > TAGS) {
            return "must be at most " + TAGS;
        }
        for (String tag : tags) {
            String broken = tag == null ? "must be strings" : brokenByTag(tag);
            if (broken != null) {
                return broken;
            }
        }
        return new HashSet<>(tags).size() < tags.size() ? "must be different" : null;
    }

    private static @Nullable String brokenByTag(String tag) {
        if (tag.isEmpty()) {
            return "must not be empty";
        }
        if (tag.length() > TAG_LENGTH) {
            return "must have at most " + TAG_LENGTH + " characters each";
        }
        if (!TAG_START.matcher(tag).matches()) {
            return "must begin with an ASCII letter or digit";
        }
        return TAG_CHARACTERS.matcher(tag).matches() ? null : "must have only ASCII letters, digits, _, . and -";
    }
}
