package io.valise.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The grammar of docs/dotenv.md: its examples and its errors, and that everything written in it can be read back. */
class DotenvBodyTest {
    /** The result of reading a text, with problems as {@code line: rule}. */
    private static final class Read implements DotenvBody.Reader {
        final Map<String, String> contents = new LinkedHashMap<>();
        final Map<String, Integer> lines = new LinkedHashMap<>();
        final List<String> problems = new ArrayList<>();

        static Read of(String text) {
            Read read = new Read();
            DotenvBody.read(text, read);
            return read;
        }

        @Override
        public void assignment(int line, String name, String content) {
            contents.put(name, content);
            lines.put(name, line);
        }

        @Override
        public void problem(int line, String rule) {
            problems.add(line + ": " + rule);
        }
    }

    /** A line and its content. Spaces are written as ·, tabs as →, line ends as ¶. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    A=plain                    | plain
                    A=·plain·words··           | plain·words
                    ··A··=··plain              | plain
                    export·A=plain             | plain
                    →export→·A=plain           | plain
                    A=                         |
                    A=···                      |
                    A=""                       |
                    A=''                       |
                    A=a=b==                    | a=b==
                    A=postgres://u:p@h/d?x=1&y | postgres://u:p@h/d?x=1&y
                    A=plain·#·comment          | plain
                    A=plain→#comment           | plain
                    A=plain#no-comment         | plain#no-comment
                    A=#no-comment              | #no-comment
                    A=·#·comment               |
                    A='it·#·is'·#·comment      | it·#·is
                    A="it·#·is"#               | !
                    A=it's·"so"                | it's·"so"
                    A=C:\\new\\table           | C:\\new\\table
                    A='C:\\new\\table'         | C:\\new\\table
                    A="C:\\\\new"              | C:\\new
                    A="a\\nb\\tc\\rd"          | a¶b→c⏎d
                    A="say·\\"yes\\""          | say·"yes"
                    A="\\$HOME"                | $HOME
                    A="\\`id\\`"                | `id`
                    A="$HOME·${HOME}"          | $HOME·${HOME}
                    A=$HOME                    | $HOME
                    A=`it's·"so"·\\n`          | it's·"so"·\\n
                    A="a¶B=b"                  | a¶B=b
                    A='a¶B=b'                  | a¶B=b
                    A="··a··"                  | ··a··
                    A="é·漢·😀"                 | é·漢·😀
                    A="a"b                     | !
                    A="a\\qb"                  | !
                    A="a                       | !
                    A='a                       | !
                    A                          | !
                    export·A                   | !
                    """)
    void gives_the_documented_content(String line, String content) {
        Read read = Read.of(clear(line));

        if ("!".equals(content)) {
            assertThat(read.problems).hasSize(1);
        } else {
            assertThat(read.problems).isEmpty();
            assertThat(read.contents).containsExactly(Map.entry("A", content == null ? "" : clear(content)));
        }
    }

    private static String clear(String visible) {
        return visible.replace('·', ' ').replace('→', '\t').replace('¶', '\n').replace('⏎', '\r');
    }

    @Test
    void knows_the_line_on_which_each_assignment_and_each_problem_begins() {
        Read read = Read.of("""
                # a comment

                A=a
                B="one
                two" # after
                oops
                C='c' c
                D="x\\
                y \\z"
                E=e
                F="never
                closed
                """);

        assertThat(read.lines).containsEntry("A", 3).containsEntry("B", 4).containsEntry("E", 10);
        assertThat(read.problems)
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactly("6", "7", "8", "9", "11");
    }

    @Test
    void takes_every_kind_of_line_end_and_a_last_line_without_one() {
        assertThat(Read.of("A=a\r\nB=\"x\r\ny\"\r\n\r\nC=c\rD=d\nE=e").contents)
                .containsExactly(
                        Map.entry("A", "a"),
                        Map.entry("B", "x\ny"),
                        Map.entry("C", "c"),
                        Map.entry("D", "d"),
                        Map.entry("E", "e"));
    }

    @Test
    void no_rule_repeats_what_stood_in_the_text() {
        Read read = Read.of("s3cr3t line\nA='s3cr3t' s3cr3t\nB=\"\\s3cr3t\"\nC='s3cr3t");

        assertThat(read.problems).hasSize(4).noneMatch(problem -> problem.contains("s3cr3t"));
    }

    static IntStream seeds() {
        return IntStream.range(0, 400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_is_written_by_the_grammar_is_read_back(int seed) {
        Random random = new Random(seed);
        Map<String, String> contents = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            String content = content(random);
            contents.put("NAME_" + i, content);
            text.append(DotenvWriter.line("NAME_" + i, content, random));
        }

        Read read = Read.of(text.toString());

        assertThat(read.problems).as(text.toString()).isEmpty();
        assertThat(read.contents).as(text.toString()).isEqualTo(contents);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void no_quoted_content_makes_another_name(int seed) {
        Random random = new Random(seed);
        String content = content(random) + "\nINJECTED=1\r\nINJECTED=2\rexport INJECTED=3\n" + content(random);

        Read read = Read.of(DotenvWriter.line("A", content, random) + "B=b\n");

        assertThat(read.contents.keySet()).containsExactly("A", "B");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_text_at_all_is_read_to_its_end(int seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            text.append(content(random));
        }

        Read read = Read.of(text.toString());

        long lines = text.toString().lines().count() + 1;
        assertThat(read.lines.values()).allMatch(line -> line >= 1 && line <= lines);
    }

    /** Mixes text that has a meaning in the grammar with text that has none. */
    private static String content(Random random) {
        String[] pieces = {
            "a",
            "=",
            "#",
            " #",
            "'",
            "\"",
            "`",
            "\\",
            "\\n",
            "\n",
            "\r",
            "\r\n",
            "\t",
            " ",
            "$",
            "${A}",
            "export ",
            "\u00e9",
            "\ud83d\ude00",
            "\u00a0",
            "\u2028",
            "B=c",
            ""
        };
        StringBuilder content = new StringBuilder();
        for (int i = random.nextInt(10); i > 0; i--) {
            content.append(pieces[random.nextInt(pieces.length)]);
        }
        return content.toString();
    }
}
