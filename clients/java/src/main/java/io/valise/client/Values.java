package io.valise.client;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The values of one revision. Keep it to read several values of one deployment. Prints no value. */
public final class Values {
    private final Map<String, String> texts;
    private final Set<String> unresolved;
    private final Map<String, Object> read = new ConcurrentHashMap<>();

    Values(Map<String, String> texts, Set<String> unresolved) {
        this.texts = texts;
        this.unresolved = unresolved;
    }

    /**
     * The value: a {@link String}, {@link Boolean}, {@link BigDecimal} (any number, with all its digits), or an
     * unmodifiable {@link List} or {@link Map} of these.
     *
     * @param name the value's name
     * @return null if the value is null, or there is none, or the token may not read it
     * @throws ValiseException {@code SecretNotFound} if the value links to a secret that is gone
     */
    public Object get(String name) {
        String text = text(name);
        return text == null || text.equals("null") ? null : read.computeIfAbsent(name, absent -> Json.read(text));
    }

    /**
     * The value, of the type that the program needs: {@code get("limit", Integer.class)}.
     *
     * @param <T> the type
     * @param name the value's name
     * @param type one of those of {@link #get(String)}, or {@link Integer}, {@link Long}, {@link BigInteger}, if the
     *     number is one, or {@link Double}
     * @return null as in {@link #get(String)}
     * @throws ValiseException {@code WrongType} if the value is of another type; else as {@link #get(String)}
     */
    public <T> T get(String name, Class<T> type) {
        Object value = get(name);
        try {
            return type.cast(value instanceof BigDecimal number ? number(number, type) : value);
        } catch (ArithmeticException | ClassCastException e) {
            throw new ValiseException("WrongType", "value \"" + name + "\" is no " + type.getSimpleName());
        }
    }

    private static Object number(BigDecimal number, Class<?> type) {
        if (type == Integer.class) {
            return number.intValueExact();
        }
        if (type == Long.class) {
            return number.longValueExact();
        }
        if (type == BigInteger.class) {
            return number.toBigIntegerExact();
        }
        return type == Double.class ? (Object) number.doubleValue() : number;
    }

    /**
     * The value's JSON, with the digits it was stored with: for a JSON library of your own.
     *
     * @param name the value's name
     * @return null if there is none, or the token may not read it
     * @throws ValiseException {@code SecretNotFound} if the value links to a secret that is gone
     */
    public String text(String name) {
        if (unresolved.contains(name)) {
            throw new ValiseException(
                    "SecretNotFound", "value \"" + name + "\" links to a secret that is gone", 409);
        }
        return texts.get(name);
    }

    /**
     * Whether there is a value of that name.
     *
     * @param name the value's name
     * @return true for a value that is null, too
     */
    public boolean has(String name) {
        return texts.containsKey(name);
    }

    /**
     * The names of the values.
     *
     * @return in the service's order
     */
    public List<String> names() {
        return List.copyOf(texts.keySet());
    }

    Set<String> changedFrom(Values other) {
        Set<String> names = new TreeSet<>(texts.keySet());
        names.addAll(other.texts.keySet());
        for (String name : new ArrayList<>(names)) {
            if (Objects.equals(texts.get(name), other.texts.get(name))) {
                names.remove(name);
            }
        }
        return names;
    }

    @Override
    public String toString() {
        return "Values(" + texts.size() + ")";
    }
}
