package io.valise.json;

import com.fasterxml.jackson.core.JsonFactory;
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
 * JSON with the digits and the order that it came with. Two trees are equal if they mean the same: neither the order
 * of an object's fields nor the way in which a number is written makes a difference.
 */
public sealed interface Tree {
    /** Levels of arrays and objects: as many as a single value may have, and those of an app around it. */
    int MAX_DEPTH = 140;

    /** Makes parsers of what clients send. */
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
        /** Significant digits with which it is printed: 17 tell any two apart, Java before 19 has one too many at times. */
        private static final int DOUBLE_DIGITS = 18;

        /** The number without the way in which it is written; the digits themselves if the exponent is out of range. */
        Object meaning() {
            try {
                BigDecimal exact = new BigDecimal(digits);
                return exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
            } catch (NumberFormatException outOfRange) {
                return digits;
            }
        }

        /** Whether this is how a program may print the other that has read it as 64-bit floating point. */
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

    /** Text that is no JSON: where, and why, but never what is there. */
    final class Malformed extends Exception {
        /** How the parser begins to say that a field stands twice; the field's name follows. */
        private static final String REPEATED = "Duplicate field";

        /** Other names than these may be contents gone astray. */
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

        /** Characters of a path that are shown. */
        private static final int MAX_PATH = 200;

        public Malformed(String rule) {
            super(rule, null, false, false);
        }

        public static Malformed of(JsonProcessingException failure) {
            String place = place(failure.getLocation());
            if (failure instanceof StreamConstraintsException) {
                return new Malformed("has too many levels or items, or a number or a name that is too long" + place);
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

        /** Where the parser is, such as {@code values[0].name}; null where that cannot be shown. */
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

        static String place(com.fasterxml.jackson.core.@Nullable JsonLocation location) {
            return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        }

        public String rule() {
            return String.valueOf(getMessage());
        }
    }

    /** Reads a whole text. */
    static Tree parse(String text) throws Malformed {
        try (JsonParser in = FACTORY.createParser(text)) {
            return whole(in);
        } catch (JsonProcessingException failure) {
            throw Malformed.of(failure);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Reads a stored content. One that was stored before may have a field twice: the last one counts. */
    static Tree known(String text) {
        try (JsonParser in = FACTORY.createParser(text)) {
            return whole(in.disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));
        } catch (IOException | Malformed impossible) {
            throw new IllegalStateException("a stored content is no JSON", impossible);
        }
    }

    /** Reads all that the parser has; there must be one JSON and nothing after it. */
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

    /** Reads the JSON that begins at the parser's current token, and leaves the parser at its last. */
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

    /** Whether it says nothing: null, {@code {}} or {@code []}. */
    default boolean isEmpty() {
        return this == Literal.NULL
                || (this instanceof Items items && items.list.isEmpty())
                || (this instanceof Fields fields && fields.map.isEmpty());
    }

    static Tree of(boolean truth) {
        return truth ? Literal.TRUE : Literal.FALSE;
    }

    /** On one line, without spaces. */
    default String compact() {
        StringBuilder out = new StringBuilder();
        new TreeWriter(out, false).write(this);
        return out.toString();
    }

    /** Indented by 4 spaces, with a line break at the end. */
    default String pretty() {
        StringBuilder out = new StringBuilder();
        new TreeWriter(out, true).write(this);
        return out.append('\n').toString();
    }

    /**
     * This JSON in the order and with the digits of an older one, where the two mean the same, so that only what was
     * edited differs from it.
     *
     * @param byDouble whether this came through a program that reads numbers as 64-bit floating point, and so may have
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
