package io.valise.client;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON (RFC 8259). What it throws is an {@link IllegalArgumentException} without a word of the text. */
final class Json {
    /** Of arrays and objects within each other, so that no text exhausts the stack. */
    private static final int DEPTH = 1_000;

    private final String text;
    private int at;
    private int depth;

    private Json(String text) {
        this.text = text;
    }

    /** A String, Boolean, BigDecimal, unmodifiable List or Map, or null. */
    static Object read(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.end();
        return value;
    }

    /** The members of an object, as text. */
    static Map<String, String> members(String text) {
        Json json = new Json(text);
        Map<String, String> members = new LinkedHashMap<>();
        json.object((name, start) -> {
            json.value();
            members.put(name, text.substring(start, json.at));
        });
        json.end();
        return Collections.unmodifiableMap(members);
    }

    private interface Member {
        void read(String name, int start);
    }

    private Object value() {
        if (++depth > DEPTH) {
            throw bad();
        }
        Object value =
                switch (peek()) {
                    case '{' -> map();
                    case '[' -> list();
                    case '"' -> string();
                    case 't' -> word("true", true);
                    case 'f' -> word("false", false);
                    case 'n' -> word("null", null);
                    default -> number();
                };
        depth--;
        return value;
    }

    private Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        object((name, start) -> map.put(name, value()));
        return Collections.unmodifiableMap(map);
    }

    private void object(Member member) {
        expect('{');
        for (boolean more = !found('}'); more; more = !closed('}')) {
            peek();
            String name = string();
            expect(':');
            peek();
            member.read(name, at);
        }
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        expect('[');
        for (boolean more = !found(']'); more; more = !closed(']')) {
            list.add(value());
        }
        return Collections.unmodifiableList(list);
    }

    private boolean closed(char sign) {
        if (found(sign)) {
            return true;
        }
        expect(',');
        return false;
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        for (char sign = next(); sign != '"'; sign = next()) {
            string.append(sign == '\\' ? escaped(next()) : sign);
        }
        return string.toString();
    }

    private char escaped(char sign) {
        return switch (sign) {
            case '"', '\\', '/' -> sign;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) (hex() << 12 | hex() << 8 | hex() << 4 | hex());
            default -> throw bad();
        };
    }

    private int hex() {
        int digit = Character.digit(next(), 16);
        if (digit < 0) {
            throw bad();
        }
        return digit;
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw bad();
        }
        at += word.length();
        return value;
    }

    private BigDecimal number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return new BigDecimal(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw bad();
        }
    }

    /** The next sign that is no blank. */
    private char peek() {
        while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at == text.length()) {
            throw bad();
        }
        return text.charAt(at);
    }

    private boolean found(char sign) {
        boolean found = peek() == sign;
        at += found ? 1 : 0;
        return found;
    }

    private void expect(char sign) {
        if (!found(sign)) {
            throw bad();
        }
    }

    private char next() {
        if (at == text.length()) {
            throw bad();
        }
        return text.charAt(at++);
    }

    private void end() {
        if (!text.substring(at).isBlank()) {
            throw bad();
        }
    }

    private static IllegalArgumentException bad() {
        return new IllegalArgumentException("this is no JSON");
    }
}
