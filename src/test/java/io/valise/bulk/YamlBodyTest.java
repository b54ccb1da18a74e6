package io.valise.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.json.Json;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** YAML 1.2 text is read byte for byte, with work proportional to its length. */
class YamlBodyTest {
    /** A kind of item whose content is its JSON text. */
    private static final class Texts implements ImportKind<String> {
        @Override
        public Kind kind() {
            return Kind.VALUE;
        }

        @Override
        public String ofText(String text) {
            return text;
        }

        @Override
        public String ofJson(Json json) {
            return "json " + json.text();
        }

        @Override
        public @Nullable String brokenRule(String content) {
            return null;
        }

        @Override
        public Uni<Set<ObjectId>> same(Map<Entry, String> stored) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void check(View view, ImportPlan plan) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Map<ObjectId, ContentRef>> store(Collection<Written<String>> contents) {
            throw new UnsupportedOperationException();
        }
    }

    private static Map<String, String> read(String text) throws IOException {
        Batch<String> batch = new Batch<>(new Texts(), 100_000);
        YamlBody.read(text, batch);
        return batch.contents();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
        a: x\\u0085y               § x\\u0085y
        a: x \\u0085y              § x \\u0085y
        a: \\u0085y                § \\u0085y
        a: "x \\u0085 y"           § x \\u0085 y
        a: '\\u0085 x\\u0085'      § \\u0085 x\\u0085
        a: "\\u0085\\ue000^uE001^U0000e002"  § \\u0085\\ue000\\ue001\\ue002
        a: "\\u0085^N^/"                     § \\u0085\\u0085/
        a: |-\\n  x\\n  \\u0085y   § x\\n\\u0085y
        a: >-\\n  x\\n  \\u0085y   § x \\u0085y
        a: x\\u2028 y\\u2029       § x\\u2028 y\\u2029
        a: "x \\u2028 y"           § x \\u2028 y
        a: "https:^/^/a" § https://a
        a:\\tx                     § x
        a: \\t x\\t\\ty \\t        § x\\t\\ty
        a:\\t"x"\\t                § x
        a: "x"\\t# comment         § x
        "a"\\t:\\t'x\\ty'          § x\\ty
        a:\\n- 1\\n-\\t2           § json [1,2]
        a: [\\t1,\\t\\t2 \\t, 3\\t]  § json [1,2,3]
        {\\n\\t\\t"a": {\\n\\t\\t\\t"b":\\t1\\n\\t\\t}\\n\\t} § json {"b":1}
        \\t\\na: x                 § x
        a:\\n  b: 1\\n  c: 2\\n\\t\\n § json {"b":1,"c":2}
        a: |\\n  x\\n  \\ty\\n      § x\\n\\ty\\n
        a: x                       § x
        \\ufeffa: x                § x
        a: yes                     § yes
        a: 0o7                     § !
        a: 1e3                     § json 1e3
        a: ~                       § json null
        a: Null                    § json null
        a: TRUE                    § json true
        a: .5                      § !
        a: +1                      § !
        a: -.INF                   § !
        a: ..5                     § ..5
        a: <<                      § <<
        a: 2026-01-31              § 2026-01-31
        """)
    void is_read_byte_for_byte(String text, String expected) throws IOException {
        if (expected.equals("!")) {
            assertThatThrownBy(() -> read(java(text))).isInstanceOf(ApiException.class);
        } else {
            assertThat(read(java(text))).containsExactly(Map.entry("a", java(expected)));
        }
    }

    /** Replaces escapes like Java's compiler, and ^ by a backslash. */
    private static String java(String escaped) {
        String text = Pattern.compile("\\\\u([0-9a-f]{4})")
                .matcher(escaped)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
        return text.replace("\\n", "\n").replace("\\t", "\t").replace('^', '\\');
    }

    @Test
    void a_text_with_every_stand_in_and_u0085_is_refused() {
        StringBuilder all = new StringBuilder("a: \u0085");
        for (char c = '\uE000'; c <= '\uF8FF'; c++) {
            all.append(c);
        }
        assertThatThrownBy(() -> read(all.toString())).isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ta: x",
                "a:\n\tb: c",
                "a:\n  b: 1\n\tc: 2",
                "a:\n\t- x",
                "-\ta: x",
                "a:\n-\t- x",
                "a: |\t\n  x",
                "a: !!str\tx",
                "a: &x\t*x",
                "a: *x",
                "a: \"\\UFFFFFFFF\"",
                "a: \"\\u12",
                "a: \"\\x\"",
                "a: @x",
                "%YAML 99999999999.2\n---\na: x",
                "a: x\n---\nb: y",
                "a: \u0007",
                "? [a]\n: x"
            })
    void is_refused_without_quoting_it(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOfSatisfying(ApiException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.InvalidParameter);
            assertThat(refusal.getMessage()).doesNotContain("FFFF").doesNotContain("@x");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: x", "a: \"x", "# ", "a:", "a: |\n  ", "a: 'x\n"})
    void takes_work_that_grows_as_its_spaces_do(String start) {
        String end = start.contains("\"") ? "\"" : start.contains("'") ? "'" : start.equals("a:") ? "x" : "\n";
        long once = allocated(start + " ".repeat(1 << 17) + end);
        long fourfold = allocated(start + " ".repeat(1 << 19) + end);

        assertThat(fourfold).isLessThan(8 * once);
    }

    @Test
    void takes_work_that_grows_as_its_tokens_do() {
        long once = allocated("a: [" + "x, ".repeat(1 << 12) + "x]");
        long fourfold = allocated("a: [" + "x, ".repeat(1 << 14) + "x]");

        assertThat(fourfold).isLessThan(8 * once);
    }

    /** The bytes that this thread allocates to read the text, which reveal repeated copying. */
    private static long allocated(String text) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            Map<String, String> unused = read(text);
        } catch (ApiException | IOException refused) {
            // The text has been read nevertheless.
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void more_tabs_between_tokens_than_any_import_has_are_refused() {
        assertThatThrownBy(() -> read("a: [" + "1,\n\t\t".repeat(25_000) + "1]"))
                .isInstanceOf(ApiException.class);
    }
}
