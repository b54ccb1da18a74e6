package io.valise.errors;

import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Accepts only {@code true} and {@code false} for a flag in a query, as for a boolean in a body. Java reads any other
 * text as false, so that {@code ?diff=yes} would make the changes instead of showing them.
 */
@Provider
public class QueryFlags implements ParamConverterProvider {
    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type generic, Annotation[] annotations) {
        return type == boolean.class || type == Boolean.class ? (ParamConverter<T>) new Flag() : null;
    }

    private static final class Flag implements ParamConverter<Boolean> {
        @Override
        public Boolean fromString(String text) {
            return switch (text) {
                case "true" -> true;
                // The framework passes 0 for a flag that is absent or has no value.
                case "false", "0" -> false;
                default -> throw new IllegalArgumentException("neither true nor false");
            };
        }

        @Override
        public String toString(Boolean flag) {
            return flag.toString();
        }
    }
}
