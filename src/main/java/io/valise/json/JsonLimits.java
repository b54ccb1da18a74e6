package io.valise.json;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** What we read at most, so that a hostile body ends as an error and not as a full heap or stack. */
@Singleton
class JsonLimits implements ObjectMapperCustomizer {
    /** Levels of arrays and objects. MongoDB, where our users' values come from, takes 100; the rest is our envelope. */
    static final int MAX_DEPTH = 128;

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build());
    }
}
