package io.valise.functions;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import io.valise.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/**
 * Writes JSON as canonical MongoDB Extended JSON v2, in which every number names its type: {@code 1} becomes
 * {@code {"$numberInt": "1"}}. Everything else stays as it is.
 */
final class CanonicalEjson {
    private static final int LEVELS = 2_000;

    /** The only type whose numbers have no type of their own. */
    private static final String TIMESTAMP = "$timestamp";

    /** Numbers become one level deeper, so the limit of levels is that of what a Function returns, and more. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(LEVELS).build())
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(LEVELS).build())
            .build();

    private static final BigDecimal LEAST_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MOST_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

    private CanonicalEjson() {}

    static String of(String json) {
        StringWriter out = new StringWriter(json.length());
        // The levels below a timestamp; 0 outside.
        int inTimestamp = 0;
        try (JsonParser in = JSON.createParser(json);
                JsonGenerator to = JSON.createGenerator(out)) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token.isStructStart()
                        && (inTimestamp > 0
                                || TIMESTAMP.equals(
                                        in.getParsingContext().getParent().getCurrentName()))) {
                    inTimestamp++;
                } else if (token.isStructEnd() && inTimestamp > 0) {
                    inTimestamp--;
                }
                if (token.isNumeric() && inTimestamp == 0) {
                    to.writeStartObject();
                    to.writeStringField(type(in), in.getText());
                    to.writeEndObject();
                } else {
                    to.copyCurrentEvent(in);
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Json.withEscapedSurrogates(out.toString());
    }

    private static String type(JsonParser number) throws IOException {
        if (number.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            return "$numberDouble";
        }
        BigDecimal value = number.getDecimalValue();
        if (value.compareTo(LEAST_LONG) < 0 || value.compareTo(MOST_LONG) > 0) {
            return "$numberDouble";
        }
        return value.longValue() == value.intValue() ? "$numberInt" : "$numberLong";
    }
}
