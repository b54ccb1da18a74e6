package io.valise.json;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Limits what is read, so that a hostile body causes an error instead of exhausting the heap or the stack. Also turns
 * type coercion off: {@code "true"} is not a boolean, 7 is not a string, and 7.0 is not an integer. A duplicate field,
 * or anything after the end of the body, is an error.
 */
@Singleton
class JsonLimits implements ObjectMapperCustomizer {
    /** Levels of arrays and objects. Users' values come from MongoDB, which allows 100; the rest is our envelope. */
    static final int MAX_DEPTH = 128;

    /**
     * Tokens of a body: brackets, names and contents. In memory, each can take 50 times the two bytes it is sent in.
     */
    private static final long MAX_TOKENS = 5_000_000;

    /** Applies these limits to all parsers of a factory, with this number of levels, and returns the factory. */
    static JsonFactory limit(JsonFactory factory, int levels) {
        factory.setStreamReadConstraints(StreamReadConstraints.builder()
                .maxNestingDepth(levels)
                .maxTokenCount(MAX_TOKENS)
                // The limit of the body is smaller, and has its own error.
                .maxStringLength(Integer.MAX_VALUE)
                .build());
        // A parser quotes what it could not read, and frameworks log the quote, which may be a secret.
        factory.setErrorReportConfiguration(ErrorReportConfiguration.builder()
                .maxErrorTokenLength(0)
                .maxRawContentLength(0)
                .build());
        // Some readers take the first of two fields of one name, and some take the last.
        return factory.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    }

    @Override
    public void customize(ObjectMapper mapper) {
        limit(mapper.getFactory(), MAX_DEPTH);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false);
        mapper.coercionConfigFor(LogicalType.Integer).setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
        for (CoercionInputShape scalar :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(scalar, CoercionAction.Fail);
        }
    }
}
