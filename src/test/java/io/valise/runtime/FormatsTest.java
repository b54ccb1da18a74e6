package io.valise.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.valise.errors.ApiException;
import io.valise.revisions.View;
import io.valise.testing.OddContents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.yaml.snakeyaml.Yaml;

/** Every format can be read back by its parsers, whatever the content. */
class FormatsTest {
    @TempDir
    Path folder;

    private static Snapshot.Item item(String name, String json) {
        return new Snapshot.Item(name, new ObjectId(), json.getBytes(StandardCharsets.UTF_8), null);
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private static Listing listing(Snapshot.Item... items) {
        Map<String, Snapshot.Item> byName = new LinkedHashMap<>();
        List.of(items).forEach(item -> byName.put(item.name(), item));
        return Listing.whole(new Snapshot(new ObjectId(), 1, View.of("", List.of()), byName, Map.of()));
    }

    private static Listing listing(List<String> contents) {
        Snapshot.Item[] items = new Snapshot.Item[contents.size()];
        for (int i = 0; i < items.length; i++) {
            items[i] = item("v" + i, quoted(contents.get(i)));
        }
        return listing(items);
    }

    /** The shells that are installed here. */
    static Stream<String> shells() {
        return Stream.of("sh", "dash", "bash", "ksh", "zsh", "busybox")
                .filter(shell ->
                        Stream.of("/bin/", "/usr/bin/").anyMatch(dir -> Files.isExecutable(Path.of(dir + shell))));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void shells_read_every_content_byte_for_byte(String shell) throws Exception {
        List<String> contents = OddContents.of(5);
        Path file = folder.resolve("values.env");
        Files.write(file, Format.DOTENV.write(listing(contents)));
        StringBuilder script = new StringBuilder("set -eu\n. '" + file + "'\n");
        for (int i = 0; i < contents.size(); i++) {
            // Ends each variable with a NUL, which no variable can contain.
            script.append("printf '%s\\0' \"$v").append(i).append("\"\n");
        }
        Path reader = Files.writeString(folder.resolve("reader.sh"), script);
        List<String> command = shell.equals("busybox")
                ? List.of("busybox", "sh", reader.toString())
                : List.of(shell, reader.toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String read = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(List.of(read.split("\0", -1)).subList(0, contents.size())).isEqualTo(contents);
    }

    /** Each is given only what it reads; {@code DotenvReadersIT} asks the programs themselves. */
    @ParameterizedTest
    @EnumSource(names = "SHELL", mode = EnumSource.Mode.EXCLUDE)
    void other_readers_of_dotenv_read_every_content_that_they_are_given(DotenvReader reader) {
        for (long seed = 0; seed < 50; seed++) {
            for (String content : OddContents.of(seed)) {
                if (reader.problem(content) == null) {
                    assertThat(asReadBy(reader, reader.written(content))).isEqualTo(content);
                }
            }
        }
    }

    /** What a reader makes of the text after {@code NAME=}. */
    private static String asReadBy(DotenvReader reader, String written) {
        return switch (reader) {
            case SHELL -> throw new IllegalArgumentException();
            case DOCKER -> {
                assertThat(written).doesNotContain("\n").doesNotEndWith("\r");
                yield written;
            }
            case NODE -> {
                assertThat(written).doesNotContain("\r");
                String quote = written.isEmpty() ? "" : written.substring(0, 1);
                if (quote.isEmpty() || !"'\"`".contains(quote)) {
                    assertThat(written).isNotEmpty().doesNotContain("\n", "#").isEqualTo(written.strip());
                    yield written;
                }
                String content = written.substring(1, written.length() - 1);
                assertThat(written).endsWith(quote);
                assertThat(content).doesNotContain(quote).doesNotEndWith("\\");
                yield quote.equals("\"") ? content.replace("\\n", "\n").replace("\\r", "\r") : content;
            }
            case PYTHON -> {
                assertThat(written).doesNotContain("\r").matches("(?s)\".*(?<!\\\\)\"");
                String unescaped = Pattern.compile("\\\\([\\\\\"r])")
                        .matcher(written.substring(1, written.length() - 1))
                        .replaceAll(escape ->
                                Matcher.quoteReplacement(escape.group(1).equals("r") ? "\r" : escape.group(1)));
                yield Pattern.compile("\\$\\{[^}:]*(?::-([^}]*))?}")
                        .matcher(unescaped)
                        .replaceAll(variable ->
                                Matcher.quoteReplacement(variable.group(1) == null ? "" : variable.group(1)));
            }
        };
    }

    @Test
    void contents_that_a_reader_of_dotenv_cannot_read_are_refused_with_the_reader() {
        assertThat(DotenvReader.DOCKER.problem("two\nlines"))
                .isEqualTo("contains a line break, which docker --env-file cannot read");
        assertThat(DotenvReader.DOCKER.problem("é".repeat(32_735))).contains("too long");
        assertThat(DotenvReader.DOCKER.problem("é".repeat(32_734))).isNull();
        assertThat(DotenvReader.NODE.problem("'\"`")).contains("npm's dotenv");
        assertThat(DotenvReader.NODE.problem("a'\"`")).isNull();
        assertThat(DotenvReader.NODE.problem("two\nlines\\")).contains("npm's dotenv");
        assertThat(DotenvReader.PYTHON.problem("nul \0")).contains("NUL");
        assertThat(DotenvReader.PYTHON.problem("half \ud800")).contains("Unicode");
    }

    /** Parsed as YAML 1.2 and as YAML 1.1. */
    private static List<Object> read(byte[] yaml) {
        String text = new String(yaml, StandardCharsets.UTF_8);
        LoadSettings core = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        return List.of(new Load(core).loadFromString(text), new Yaml().load(text));
    }

    @Test
    void yaml_is_read_back() {
        List<String> contents = new ArrayList<>(OddContents.of(6));
        contents.addAll(
                List.of("yes", "0o7", "1e3", "~", "1_000", "2026-01-31", "- a", "a: b", " a", "a ", "\t", "# a"));
        for (Object read : read(Format.YAML.write(listing(contents)))) {
            for (int i = 0; i < contents.size(); i++) {
                assertThat(((Map<?, ?>) read).get("v" + i)).isEqualTo(contents.get(i));
            }
        }
    }

    @Test
    void yaml_of_any_json_is_read_back() throws Exception {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Map<String, Object> values = new LinkedHashMap<>();
            List<Snapshot.Item> items = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Object content = any(random, 4);
                values.put("v" + i, content);
                items.add(item("v" + i, new ObjectMapper().writeValueAsString(content)));
            }
            for (Object read : read(Format.YAML.write(listing(items.toArray(Snapshot.Item[]::new))))) {
                assertThat(read).as("seed %d", seed).isEqualTo(values);
            }
        }
    }

    private static Object any(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> text(random);
            case 1 -> random.nextInt();
            case 2 -> random.nextBoolean();
            case 3 -> Arrays.asList((Object) null);
            case 4 ->
                Stream.generate(() -> any(random, depth - 1))
                        .limit(random.nextInt(4))
                        .toList();
            default -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    fields.put(text(random).repeat(random.nextInt(8) == 0 ? 200 : 1), any(random, depth - 1));
                }
                yield fields;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(OddContents.piece(random));
        }
        return text.toString();
    }

    @Test
    void yaml_keeps_types_and_odd_names() {
        for (Object read : read(Format.YAML.write(
                listing(item("no", "{\"a\":[1,true,null,\"no\"]}"), item("0x1F", "7"), item("null", "false"))))) {
            assertThat(read)
                    .isEqualTo(Map.of("no", Map.of("a", Arrays.asList(1, true, null, "no")), "0x1F", 7, "null", false));
        }
    }

    @Test
    void properties_are_read_back() throws Exception {
        List<String> contents = OddContents.of(7);
        byte[] file = Format.PROPERTIES.write(listing(contents));
        Properties read = new Properties();
        read.load(new ByteArrayInputStream(file));
        for (int i = 0; i < contents.size(); i++) {
            assertThat(read.getProperty("v" + i)).isEqualTo(contents.get(i));
        }
        assertThat(read).hasSize(contents.size());
        assertThat(new String(file, StandardCharsets.US_ASCII)).doesNotContainPattern("(?m)^#");
    }

    @Test
    void json_other_than_strings_is_compact() {
        Listing listing = listing(item("list", "[1,\"two\"]"), item("number", "1.10"));
        assertThat(text(Format.DOTENV, listing)).isEqualTo("list=\"[1,\\\"two\\\"]\"\nnumber=\"1.10\"\n");
        assertThat(text(Format.PROPERTIES, listing)).isEqualTo("list=[1,\"two\"]\nnumber=1.10\n");
    }

    @Test
    void other_names_are_converted_to_shell_variable_names() {
        assertThat(text(Format.DOTENV, listing(item("db-url", "1"), item("2nd", "2"))))
                .isEqualTo("_2nd=\"2\"\ndb_url=\"1\"\n");
    }

    @Test
    void colliding_names_and_contents_that_a_shell_cannot_hold_are_all_reported_at_once() {
        Listing listing =
                listing(item("a-b", "1"), item("a_b", "2"), item("nul", "\"x\\u0000\""), item("half", "\"\\ud800\""));
        assertThatThrownBy(() -> Format.DOTENV.write(listing)).isInstanceOfSatisfying(ApiException.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(409);
            assertThat(refusal.details())
                    .extracting(ApiException.FieldError::field)
                    .containsExactly("a_b", "half", "nul");
            assertThat(refusal.getMessage()).contains("a-b").contains("a_b");
        });
    }

    @Test
    void a_value_without_its_secret_is_a_comment() {
        Listing listing = listing(new Snapshot.Item("key", null, new byte[0], "gone"));
        assertThat(text(Format.DOTENV, listing)).isEqualTo("# key is not set: its secret is gone\n");
    }

    private static String text(Format format, Listing listing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(format.write(listing));
        return out.toString(StandardCharsets.UTF_8);
    }
}
