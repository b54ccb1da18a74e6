package io.valise.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a {@link Tree} with Jackson's generator. */
final class TreeWriter {
    private static final DefaultIndenter FOUR_SPACES = new DefaultIndenter("    ", "\n");

    private static final Separators SEPARATORS = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");

    private TreeWriter() {}

    /** Returns a new printer, since it counts the levels it has written. */
    static PrettyPrinter indenting() {
        return new DefaultPrettyPrinter(SEPARATORS)
                .withObjectIndenter(FOUR_SPACES)
                .withArrayIndenter(FOUR_SPACES);
    }

    /** Returns the text of the tree, on one line if there is no printer. */
    static String write(Tree tree, @Nullable PrettyPrinter printer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Tree.FACTORY.createGenerator(text)) {
            if (printer != null) {
                out.setPrettyPrinter(printer);
            }
            write(tree, out);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return Json.withEscapedSurrogates(text.toString());
    }

    private static void write(Tree tree, JsonGenerator out) throws IOException {
        if (tree instanceof Tree.Fields fields) {
            out.writeStartObject();
            for (Map.Entry<String, Tree> field : fields.map().entrySet()) {
                out.writeFieldName(field.getKey());
                write(field.getValue(), out);
            }
            out.writeEndObject();
        } else if (tree instanceof Tree.Items items) {
            out.writeStartArray();
            for (Tree item : items.list()) {
                write(item, out);
            }
            out.writeEndArray();
        } else if (tree instanceof Tree.Text text) {
            out.writeString(text.value());
        } else if (tree instanceof Tree.Number number) {
            out.writeNumber(number.digits());
        } else {
            out.writeRawValue(tree.toString().toLowerCase(Locale.ROOT));
        }
    }
}
