package io.valise.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON that keeps the digits of its numbers and the order of its fields. Two trees are equal if they have the same
 * meaning: the order of an object's fields and the format of a number do not matter.
 *
 * <p>Jackson's tree cannot replace it: with exact decimals it still writes 1e400 as 1E+400 and -0 as 0, fails on
 * 1e99999999999, and does not equate 2 and 2.0. Jackson parses the text and writes it.
 */
public sealed interface Tree {
    /** Levels of arrays and objects: those of a single value, and those of the app around it. */
    int MAX_DEPTH = 140;

    /** Creates parsers for what clients send. */
    JsonFactory FACTORY = JsonLimits.limit(new JsonFactory(), MAX_DEPTH);

    record Text(String value) implements Tree {}

    enum Literal implements Tree {
        TRUE,
        FALSE,
        NULL
    }

    record Items(List<Tree> list) implements Tree {}

    record Fields(Map<String, Tree> map) implements Tree {
        public @Nullable Tree get(String name) {
            return map.get(name);
        }
    }

    record Number(String digits) implements Tree {
        /** Significant digits of a printed double: 17 identify it, and Java before 19 sometimes prints one more. */
        private static final int DOUBLE_DIGITS = 18;

        /** Returns the number independent of its format, or the digits themselves if the exponent is out of range. */
        Object meaning() {
            try {
                BigDecimal exact = new BigDecimal(digits);
                return exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
            } catch (NumberFormatException outOfRange) {
                return digits;
            }
        }

        /** Returns whether this is what a program may print after it has read the other as 64-bit floating point. */
        boolean isRounded(Number exact) {
            try {
                BigDecimal own = new BigDecimal(digits);
                BigDecimal other = new BigDecimal(exact.digits);
                double rounded = other.doubleValue();
                return Double.isFinite(rounded)
                        && new BigDecimal(Double.toString(rounded)).compareTo(other) != 0
                        && own.stripTrailingZeros().precision() <= DOUBLE_DIGITS
                        && own.doubleValue() == rounded;
            } catch (NumberFormatException outOfRange) {
                return false;
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Number number
                    && (digits.equals(number.digits) || meaning().equals(number.meaning()));
        }

        @Override
        public int hashCode() {
            return meaning().hashCode();
        }
    }

    /** The text is not valid JSON. Says where and why, but never quotes the text. */
    final class Malformed extends Exception {
        public static final String OVER_A_LIMIT =
                "has too many levels or items, or a number or a name that is too long";

        /** The start of the parser's message for a duplicate field. The name of the field follows. */
        private static final String REPEATED = "Duplicate field";

        /** Field names that are shown. Any other name may be misplaced content. */
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

        /** Characters of a path that are shown. */
        private static final int MAX_PATH = 200;

        public Malformed(String rule) {
            super(rule, null, false, false);
        }

        public static Malformed of(JsonProcessingException failure) {
            String place = place(failure.getLocation());
            if (failure instanceof StreamConstraintsException) {
                return new Malformed(OVER_A_LIMIT + place);
            }
            return String.valueOf(failure.getOriginalMessage()).startsWith(REPEATED)
                    ? new Malformed("has " + field(failure) + " twice in one object" + place)
                    : new Malformed("is not well-formed JSON" + place);
        }

        private static String field(JsonProcessingException failure) {
            @Nullable
            String path = failure.getProcessor() instanceof JsonParser parser ? path(parser.getParsingContext()) : null;
            return path == null ? "a field" : "the field " + path;
        }

        /** Returns the place of the parser, such as {@code values[0].name}, or null if it must not be shown. */
        private static @Nullable String path(JsonStreamContext place) {
            String path = "";
            for (JsonStreamContext at = place; at != null && !at.inRoot(); at = at.getParent()) {
                if (at.inArray()) {
                    path = "[" + at.getCurrentIndex() + "]" + path;
                } else if (at.getCurrentName() != null
                        && NAME.matcher(at.getCurrentName()).matches()) {
                    path = "." + at.getCurrentName() + path;
                } else {
                    return null;
                }
                if (path.length() > MAX_PATH) {
                    return null;
                }
            }
            return path.startsWith(".") ? path.substring(1) : path;
        }

        static String place(@Nullable JsonLocation location) {
            return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        }

        public String rule() {
            return String.valueOf(getMessage());
        }
    }

    /** Reads something from a parser. */
    interface Reading<T> {
        T from(JsonParser in) throws IOException, Malformed;
    }

    /** Reads something from a JSON in UTF-8. */
    static <T> T read(byte[] json, Reading<T> reading) throws Malformed {
        try (JsonParser in = FACTORY.createParser(json)) {
            return reading.from(in);
        } catch (JsonProcessingException failure) {
            throw Malformed.of(failure);
        } catch (IOException failure) {
            // The bytes are not UTF-8.
            throw new Malformed("is not well-formed JSON");
        }
    }

    /** Parses a complete text. */
    static Tree parse(String text) throws Malformed {
        try (JsonParser in = FACTORY.createParser(text)) {
            return whole(in);
        } catch (JsonProcessingException failure) {
            throw Malformed.of(failure);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Parses a stored content. Older ones may have duplicate fields, of which the last one counts. */
    static Tree known(String text) {
        try (JsonParser in = FACTORY.createParser(text)) {
            return whole(in.disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));
        } catch (IOException | Malformed impossible) {
            throw new IllegalStateException("a stored content is not JSON", impossible);
        }
    }

    /** Reads one JSON from the parser, and fails if anything follows it. */
    static Tree whole(JsonParser in) throws IOException, Malformed {
        if (in.nextToken() == null) {
            throw new Malformed("is empty");
        }
        Tree tree = read(in);
        if (in.nextToken() != null) {
            throw new Malformed("goes on after the end of the JSON" + Malformed.place(in.currentTokenLocation()));
        }
        return tree;
    }

    /** Reads the JSON that starts at the parser's current token, and leaves the parser at its last token. */
    static Tree read(JsonParser in) throws IOException, Malformed {
        JsonToken token = in.currentToken();
        return switch (token) {
            case START_OBJECT -> fields(in);
            case START_ARRAY -> items(in);
            case VALUE_STRING -> new Text(in.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Number(in.getText());
            case VALUE_TRUE -> Literal.TRUE;
            case VALUE_FALSE -> Literal.FALSE;
            case VALUE_NULL -> Literal.NULL;
            default -> throw new Malformed("is not well-formed JSON" + Malformed.place(in.currentTokenLocation()));
        };
    }

    private static Tree fields(JsonParser in) throws IOException, Malformed {
        Map<String, Tree> fields = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            fields.put(name, read(in));
        }
        return new Fields(fields);
    }

    private static Tree items(JsonParser in) throws IOException, Malformed {
        List<Tree> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            items.add(read(in));
        }
        return new Items(items);
    }

    /** Returns whether this is null, {@code {}} or {@code []}. */
    default boolean isEmpty() {
        return this == Literal.NULL
                || (this instanceof Items items && items.list.isEmpty())
                || (this instanceof Fields fields && fields.map.isEmpty());
    }

    static Tree of(boolean truth) {
        return truth ? Literal.TRUE : Literal.FALSE;
    }

    /** Returns the JSON on one line, without spaces. */
    default String compact() {
        return TreeWriter.write(this, null);
    }

    /** Returns the JSON indented by 4 spaces, with a line break at the end. */
    default String pretty() {
        return TreeWriter.write(this, TreeWriter.indenting()) + '\n';
    }

    /**
     * Returns this JSON with the order and the digits of an older one wherever the two are equal, so that it differs
     * from the older one only in what was edited.
     *
     * @param byDouble whether this came through a program that reads numbers as 64-bit floating point, and may have
     *     lost digits that nobody edited
     */
    default Tree like(@Nullable Tree older, boolean byDouble) {
        if (this instanceof Fields fields && older instanceof Fields before) {
            Map<String, Tree> aligned = new LinkedHashMap<>();
            before.map.forEach((name, old) -> {
                Tree own = fields.get(name);
                if (own != null) {
                    aligned.put(name, own.like(old, byDouble));
                }
            });
            fields.map.forEach(aligned::putIfAbsent);
            return new Fields(aligned);
        }
        if (this instanceof Items items && older instanceof Items before) {
            List<Tree> aligned = new ArrayList<>(items.list.size());
            for (int i = 0; i < items.list.size(); i++) {
                Tree item = items.list.get(i);
                aligned.add(i < before.list.size() ? item.like(before.list.get(i), byDouble) : item);
            }
            return new Items(aligned);
        }
        if (this instanceof Number number && older instanceof Number before) {
            boolean same = number.equals(before) || (byDouble && number.isRounded(before));
            return same ? before : number;
        }
        return this;
    }
}
