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
 * What we read at most, so that a hostile body ends as an error and not as a full heap or stack; and that we read what
 * was sent, not what it might have meant: {@code "true"} is no boolean, 7 no string, 7.0 no integer, each field stands
 * once in its object, and nothing follows the body.
 */
@Singleton
class JsonLimits implements ObjectMapperCustomizer {
    /** Levels of arrays and objects. MongoDB, where our users' values come from, takes 100; the rest is our envelope. */
    static final int MAX_DEPTH = 128;

    /** Brackets, names and contents of a body: read, each can take 50 times its two bytes. */
    private static final long MAX_TOKENS = 5_000_000;

    /** Makes all parsers of a factory read as ours do, and returns the factory: this many levels, each field once. */
    static JsonFactory limit(JsonFactory factory, int levels) {
        factory.setStreamReadConstraints(StreamReadConstraints.builder()
                .maxNestingDepth(levels)
                .maxTokenCount(MAX_TOKENS)
                // The body's own limit is the smaller one, and has an error of its own.
                .maxStringLength(Integer.MAX_VALUE)
                .build());
        // A parser quotes what it could not read, and frameworks log that: it may be a secret.
        factory.setErrorReportConfiguration(ErrorReportConfiguration.builder()
                .maxErrorTokenLength(0)
                .maxRawContentLength(0)
                .build());
        // Of a field that stands twice, some readers take the first and some the last.
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
