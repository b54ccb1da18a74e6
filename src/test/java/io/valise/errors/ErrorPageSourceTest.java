package io.valise.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Keeps the page that the service serves in sync with {@code docs/errors.md}. After a change of that file,
 * {@code ./mvnw test -Dtest=ErrorPageSourceTest -Dupdate} writes the page.
 */
class ErrorPageSourceTest {
    private static final Path SOURCE = Path.of("docs/errors.md");
    private static final Path PAGE = Path.of("src/main/resources/META-INF/resources/docs/errors.html");

    @Test
    void the_page_says_what_the_markdown_file_says() throws IOException {
        String rendered = Html.of(Files.readAllLines(SOURCE));
        if (System.getProperty("update") != null) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, rendered);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(rendered);
    }

    /** The Markdown that the file uses: headings, paragraphs, lists, code, tables and links. */
    private static final class Html {
        private static final Pattern ANCHOR = Pattern.compile("^<a id=\"(\\w+)\"></a>");
        private static final Pattern HEADING = Pattern.compile("#{1,3} .*");
        private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\(([^)]*)\\)");

        private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Errors · Valise</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
            code, pre { font: 0.875em ui-monospace, monospace; }
            td code { overflow-wrap: anywhere; }
            pre { padding: 1rem; border: 1px solid #8888; overflow-x: auto; }
            table { border-collapse: collapse; }
            th, td { padding: 0.375rem 0.75rem; border-bottom: 1px solid #8888; text-align: left; vertical-align: top; }
            tr:target { background: Mark; color: MarkText; }
            </style>
            """;

        private final StringBuilder html = new StringBuilder(HEAD);
        private final Deque<String> lines;

        private Html(List<String> lines) {
            this.lines = new ArrayDeque<>(lines);
        }

        static String of(List<String> markdown) {
            return new Html(markdown).render();
        }

        private String render() {
            while (!lines.isEmpty()) {
                String line = lines.pop();
                if (HEADING.matcher(line).matches()) {
                    int level = line.indexOf(' ');
                    element("h" + level, inline(line.substring(level + 1)));
                } else if (line.startsWith("```")) {
                    code();
                } else if (line.startsWith("|")) {
                    table(line);
                } else if (line.startsWith("- ")) {
                    list(line);
                } else if (!line.isBlank()) {
                    element("p", inline(paragraph(line)));
                }
            }
            return html.toString();
        }

        private void element(String name, String content) {
            html.append("<%1$s>%2$s</%1$s>\n".formatted(name, content));
        }

        private void code() {
            StringBuilder code = new StringBuilder();
            for (String line = lines.pop(); !line.startsWith("```"); line = lines.pop()) {
                code.append(escaped(line)).append('\n');
            }
            html.append("<pre>").append(code).append("</pre>\n");
        }

        private void list(String first) {
            html.append("<ul>\n");
            for (@Nullable String line = first; line != null; line = next("- ")) {
                element("li", inline(paragraph(line.substring(2))));
            }
            html.append("</ul>\n");
        }

        private void table(String header) {
            html.append("<table>\n");
            row(header, "th");
            assertThat(lines.pop()).as("the line below a table's header").startsWith("|---");
            for (@Nullable String line = next("|"); line != null; line = next("|")) {
                row(line, "td");
            }
            html.append("</table>\n");
        }

        private void row(String line, String cell) {
            String content = line.substring(1, line.length() - 1).strip();
            var anchor = ANCHOR.matcher(content);
            html.append(anchor.find() ? "<tr id=\"" + anchor.group(1) + "\">" : "<tr>");
            for (String text : anchor.replaceFirst("").split(" \\| ")) {
                html.append("<%1$s>%2$s</%1$s>".formatted(cell, inline(text.strip())));
            }
            html.append("</tr>\n");
        }

        /** The line joined with its continuation lines. */
        private String paragraph(String first) {
            StringBuilder text = new StringBuilder(first);
            while (!lines.isEmpty() && !lines.peek().isBlank() && !lines.peek().matches("(- |\\||#|```).*")) {
                text.append(' ').append(lines.pop().strip());
            }
            return text.toString();
        }

        /** Takes the next line if it starts with the prefix. */
        private @Nullable String next(String prefix) {
            return !lines.isEmpty() && lines.peek().startsWith(prefix) ? lines.pop() : null;
        }

        private static String inline(String markdown) {
            String code = escaped(markdown)
                    .replaceAll("`([^`]+)`", "<code>$1</code>")
                    .replaceAll("\\*\\*([^*]+)\\*\\*", "<b>$1</b>");
            return LINK.matcher(code)
                    .replaceAll(link -> link.group(2).startsWith("http")
                            ? "<a href=\"" + link.group(2) + "\">" + link.group(1) + "</a>"
                            // The service does not serve the other files.
                            : "<code>docs/" + link.group(2).replaceFirst("#.*", "") + "</code>");
        }

        private static String escaped(String text) {
            return text.replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("\"", "&quot;");
        }
    }
}
