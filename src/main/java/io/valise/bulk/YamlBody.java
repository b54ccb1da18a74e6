package io.valise.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.json.Json;
import io.valise.revisions.EntityName;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Reads a YAML mapping of names and contents from the events of the library's parser. The library's composer is not
 * used: it expands aliases, does not limit the depth, stops at the first problem, and quotes duplicate keys in its
 * message. Aliases and tags are refused.
 */
final class YamlBody {
    /** Levels of sequences and mappings in a content, the same as in JSON. */
    private static final int MAX_DEPTH = 127;

    private static final JsonFactory JSON = new JsonFactory();

    private final YamlEvents events;
    private final Batch<?> batch;

    private YamlBody(YamlEvents events, Batch<?> batch) {
        this.events = events;
        this.batch = batch;
    }

    /** Fails with {@code MalformedJson} for a duplicate key and with {@code InvalidParameter} for any other problem. */
    static void read(String text, Batch<?> batch) throws IOException {
        try {
            new YamlBody(new YamlEvents(text), batch).document();
        } catch (YamlEvents.Malformed malformed) {
            throw batch.end(malformed.place(), "is not well-formed YAML");
        }
    }

    private void document() throws IOException, YamlEvents.Malformed {
        events.next();
        boolean none = events.next().getEventId() != Event.ID.DocumentStart;
        if (none || !(events.next() instanceof MappingStartEvent root)) {
            throw batch.end("body", "must be a mapping of names and contents");
        }
        refuseTag(root, root.getTag());
        Set<String> names = new HashSet<>();
        for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
            entry(key, names);
        }
        events.next();
        if (events.next().getEventId() != Event.ID.StreamEnd) {
            throw batch.end("body", "must be one YAML document");
        }
    }

    private void entry(Event key, Set<String> names) throws IOException, YamlEvents.Malformed {
        String name = key(key, names);
        String place = EntityName.Rule.canBeShown(name) ? name : YamlEvents.place(key);
        Event content = events.next();
        if (content instanceof ScalarEvent scalar && YamlScalar.isString(scalar)) {
            refuseTag(scalar, scalar.getTag());
            batch.addText(place, name, events.text(scalar));
            return;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            write(content, out, 0);
        }
        batch.addJson(place, name, new Json(text.toString()));
    }

    private void write(Event event, JsonGenerator out, int depth) throws IOException, YamlEvents.Malformed {
        if (depth > MAX_DEPTH) {
            throw batch.end(YamlEvents.place(event), "is nested too deep");
        }
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar, scalar.getTag());
            scalar(scalar, out);
        } else if (event instanceof CollectionStartEvent start) {
            refuseTag(start, start.getTag());
            if (start instanceof MappingStartEvent) {
                mapping(out, depth);
            } else {
                sequence(out, depth);
            }
        } else {
            batch.problem(YamlEvents.place(event), "is an alias: write the content out");
            out.writeNull();
        }
    }

    private void mapping(JsonGenerator out, int depth) throws IOException, YamlEvents.Malformed {
        Set<String> keys = new HashSet<>();
        out.writeStartObject();
        for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
            out.writeFieldName(key(key, keys));
            write(events.next(), out, depth + 1);
        }
        out.writeEndObject();
    }

    private void sequence(JsonGenerator out, int depth) throws IOException, YamlEvents.Malformed {
        out.writeStartArray();
        for (Event item = events.next(); item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
            write(item, out, depth + 1);
        }
        out.writeEndArray();
    }

    private void scalar(ScalarEvent scalar, JsonGenerator out) throws IOException {
        String literal = YamlScalar.literal(scalar);
        if (literal != null) {
            out.writeRawValue(literal);
            return;
        }
        if (YamlScalar.isNumberUnlikeJson(scalar)) {
            batch.problem(
                    YamlEvents.place(scalar),
                    "is a number in a form that JSON does not have: write it as in JSON, or quote it");
        }
        out.writeString(events.text(scalar));
    }

    /** Returns the text of a key regardless of its YAML type, and adds it to the keys of its mapping. */
    private String key(Event key, Set<String> others) {
        if (!(key instanceof ScalarEvent scalar)) {
            throw batch.end(YamlEvents.place(key), "must have a string for a key");
        }
        refuseTag(scalar, scalar.getTag());
        String name = events.text(scalar);
        if (!others.add(name)) {
            String field = EntityName.Rule.canBeShown(name) ? "the field " + name : "a field";
            throw new ApiException(
                    ErrorCode.MalformedJson,
                    "the body has " + field + " twice in one mapping at " + YamlEvents.place(key));
        }
        return name;
    }

    private void refuseTag(Event node, Optional<String> tag) {
        if (tag.isPresent()) {
            batch.problem(YamlEvents.place(node), "has a type tag: leave it out");
        }
    }
}
