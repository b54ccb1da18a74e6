package io.valise.bulk;

import java.util.Random;

/** Writes any content in the grammar, in one of the forms that can represent it. */
final class DotenvWriter {
    private DotenvWriter() {}

    static String line(String name, String content, Random random) {
        String export = random.nextBoolean() ? "export \t" : "";
        String comment = random.nextBoolean() ? " \t# it's a \"comment" : "";
        return export + name + " = " + written(content, random) + comment + (random.nextBoolean() ? "\r\n" : "\n");
    }

    private static String written(String content, Random random) {
        // An unescaped carriage return ends a line, so the content needs an escape.
        boolean literal = !content.contains("\r");
        if (literal && !content.contains("'") && random.nextInt(3) == 0) {
            return "'" + content + "'";
        }
        if (literal && !content.contains("`") && random.nextInt(3) == 0) {
            return "`" + content + "`";
        }
        boolean bare =
                literal && content.matches("[^'\"`#\\s][^#\\n]*|") && !content.endsWith(" ") && !content.endsWith("\t");
        return bare && random.nextInt(3) > 0 ? content : quoted(content, random);
    }

    private static String quoted(String content, Random random) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : content.toCharArray()) {
            switch (c) {
                case '\\', '"' -> text.append('\\').append(c);
                case '\r' -> text.append("\\r");
                case '\n' -> text.append(random.nextBoolean() ? "\\n" : "\n");
                case '\t' -> text.append(random.nextBoolean() ? "\\t" : "\t");
                case '$' -> text.append(random.nextBoolean() ? "\\$" : "$");
                default -> text.append(c);
            }
        }
        return text.append('"').toString();
    }
}
