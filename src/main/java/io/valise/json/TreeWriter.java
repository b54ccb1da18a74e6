package io.valise.json;

import java.util.Map;

/** Writes a {@link Tree} as text. What is no character by itself (half of a surrogate pair) is escaped. */
public final class TreeWriter {
    private static final String INDENT = "    ";

    private final StringBuilder out;
    private final boolean pretty;
    private int depth;

    TreeWriter(StringBuilder out, boolean pretty) {
        this.out = out;
        this.pretty = pretty;
    }

    void write(Tree tree) {
        if (tree instanceof Tree.Fields fields) {
            fields(fields);
        } else if (tree instanceof Tree.Items items) {
            items(items);
        } else if (tree instanceof Tree.Text text) {
            quote(text.value());
        } else if (tree instanceof Tree.Number number) {
            out.append(number.digits());
        } else {
            out.append(tree.toString().toLowerCase(java.util.Locale.ROOT));
        }
    }

    private void fields(Tree.Fields fields) {
        if (fields.isEmpty()) {
            out.append("{}");
            return;
        }
        char before = '{';
        depth++;
        for (Map.Entry<String, Tree> field : fields.map().entrySet()) {
            out.append(before);
            before = ',';
            line();
            quote(field.getKey());
            out.append(pretty ? ": " : ":");
            write(field.getValue());
        }
        depth--;
        line();
        out.append('}');
    }

    private void items(Tree.Items items) {
        if (items.isEmpty()) {
            out.append("[]");
            return;
        }
        char before = '[';
        depth++;
        for (Tree item : items.list()) {
            out.append(before);
            before = ',';
            line();
            write(item);
        }
        depth--;
        line();
        out.append(']');
    }

    private void line() {
        if (pretty) {
            out.append('\n').append(INDENT.repeat(depth));
        }
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
                continue;
            }
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        out.append(String.format("\\u%04X", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
