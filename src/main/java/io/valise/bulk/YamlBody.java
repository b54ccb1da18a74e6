package io.valise.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.valise.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads a YAML mapping of names and contents from the parser's events, so that no object is built and nothing can be
 * expanded: aliases and tags are refused. Plain scalars are those of {@link YamlScalar}.
 */
final class YamlBody {
    /** Levels of sequences and mappings in a content, as many as JSON may have. */
    private static final int MAX_DEPTH = 127;

    private static final JsonFactory JSON = new JsonFactory();

    private final ParserImpl events;
    private final Batch<?> batch;

    private YamlBody(ParserImpl events, Batch<?> batch) {
        this.events = events;
        this.batch = batch;
    }

    static void read(String text, Batch<?> batch) throws IOException {
        LoaderOptions options = new LoaderOptions();
        // The body's own limit is the smaller one.
        options.setCodePointLimit(Integer.MAX_VALUE);
        try {
            new YamlBody(new ParserImpl(new StreamReader(text), options), batch).document();
        } catch (MarkedYAMLException malformed) {
            throw batch.end(place(malformed.getProblemMark()), "is not well-formed YAML");
        } catch (YAMLException malformed) {
            throw batch.end("body", "is not well-formed YAML");
        }
    }

    private void document() throws IOException {
        events.getEvent();
        boolean none = !events.getEvent().is(Event.ID.DocumentStart);
        if (none || !(events.getEvent() instanceof MappingStartEvent root)) {
            throw batch.end("body", "must be a mapping of names and contents");
        }
        refuseTag(root, root.getTag());
        for (Event key = events.getEvent(); !key.is(Event.ID.MappingEnd); key = events.getEvent()) {
            entry(key);
        }
        events.getEvent();
        if (!events.checkEvent(Event.ID.StreamEnd)) {
            throw batch.end("body", "must be one YAML document");
        }
    }

    private void entry(Event key) throws IOException {
        String name = key(key);
        String place = Batch.canBeShown(name) ? name : place(key.getStartMark());
        Event content = events.getEvent();
        if (content instanceof ScalarEvent scalar && YamlScalar.isString(scalar)) {
            refuseTag(scalar, scalar.getTag());
            batch.addText(place, name, scalar.getValue());
            return;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            write(content, out, 0);
        }
        batch.addJson(place, name, new Json(text.toString()));
    }

    private void write(Event event, JsonGenerator out, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw batch.end(place(event.getStartMark()), "is nested too deep");
        }
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar, scalar.getTag());
            scalar(scalar, out);
        } else if (event instanceof CollectionStartEvent start) {
            refuseTag(start, start.getTag());
            if (start.is(Event.ID.MappingStart)) {
                mapping(out, depth);
            } else {
                sequence(out, depth);
            }
        } else {
            batch.problem(place(event.getStartMark()), "is an alias: write the content out");
            out.writeNull();
        }
    }

    private void mapping(JsonGenerator out, int depth) throws IOException {
        Set<String> keys = new HashSet<>();
        out.writeStartObject();
        for (Event key = events.getEvent(); !key.is(Event.ID.MappingEnd); key = events.getEvent()) {
            String name = key(key);
            if (!keys.add(name)) {
                batch.problem(place(key.getStartMark()), "repeats a key of its mapping");
            }
            out.writeFieldName(name);
            write(events.getEvent(), out, depth + 1);
        }
        out.writeEndObject();
    }

    private void sequence(JsonGenerator out, int depth) throws IOException {
        out.writeStartArray();
        for (Event item = events.getEvent(); !item.is(Event.ID.SequenceEnd); item = events.getEvent()) {
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
                    place(scalar.getStartMark()),
                    "is a number in a form that JSON does not have: write it as in JSON, or quote it");
        }
        out.writeString(scalar.getValue());
    }

    /** A key's text, whatever type YAML would take it for. */
    private String key(Event key) {
        if (key instanceof ScalarEvent scalar) {
            refuseTag(scalar, scalar.getTag());
            return scalar.getValue();
        }
        throw batch.end(place(key.getStartMark()), "must have a string for a key");
    }

    private void refuseTag(NodeEvent node, @Nullable String tag) {
        if (tag != null) {
            batch.problem(place(node.getStartMark()), "has a type tag: leave it out");
        }
    }

    private static String place(Mark mark) {
        return "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
    }
}
