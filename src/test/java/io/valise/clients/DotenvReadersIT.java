package io.valise.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.valise.testing.OddContents;
import io.valise.testing.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs that {@code format=dotenv&for=…} is for read every content as it is. A content that one cannot read is
 * refused by the name of its value. The readers are in {@code src/test/clients/dotenv}, with their versions.
 */
class DotenvReadersIT {
    private static final Path READERS = Path.of("src/test/clients/dotenv").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static final Map<String, String> CONTENTS = new TreeMap<>();
    private static Service service;
    private static Owner owner;
    private static String app;
    private static String values;

    @BeforeAll
    static void start() throws Exception {
        List<String> contents = OddContents.of(16);
        for (int i = 0; i < contents.size(); i++) {
            CONTENTS.put("v" + i, contents.get(i));
        }
        service = Service.start(folder, Map.of());
        String url = service.ready();
        owner = Owner.at(url);
        JsonNode made = owner.post("/apps", "{\"name\": \"shop\"}");
        app = "/apps/" + made.get("_id").asText();
        values = url + "/api/client/v1/apps/" + made.get("client_app_id").asText() + "/values";
        owner.post(app + "/values/import", JSON.writeValueAsString(CONTENTS));
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    @Test
    void docker_env_file() throws Exception {
        Commands.need("go");
        Commands commands = reader("docker");
        commands.run("go", "build", "-o", "reader", ".");
        read("docker", commands, content -> content.contains("\n") || content.endsWith("\r"), "./reader");
    }

    @Test
    void dotenv_of_npm() throws Exception {
        Commands.need("node", "npm");
        Commands commands = reader("node");
        commands.run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
        read("node", commands, DotenvReadersIT::needsAnEscape, "node", "reader.js");
    }

    /** npm's dotenv has no escape for a quote, nor for a backslash before the closing one. */
    private static boolean needsAnEscape(String content) {
        boolean inQuotes = !content.endsWith("\\")
                && !(holds(content, "'", "\r") && holds(content, "`", "\r") && holds(content, "\"", "\\n", "\\r"));
        return !inQuotes && !content.matches("[!-~&&[^#'\"`]]([ -~&&[^#]]*[!-~&&[^#]])?");
    }

    @Test
    void python_dotenv() throws Exception {
        Commands.need("python3");
        Commands commands = reader("python");
        String python = commands.folder().resolve("venv/bin/python").toString();
        commands.run("python3", "-m", "venv", "venv");
        commands.run(python, "-m", "pip", "install", "-q", "-r", "requirements.txt");
        read("python", commands, content -> false, python, "reader.py");
    }

    private static boolean holds(String content, String... any) {
        return List.of(any).stream().anyMatch(content::contains);
    }

    private static Commands reader(String name) throws Exception {
        return new Commands(Packages.copy(READERS.resolve(name), folder.resolve(name)), Map.of());
    }

    /** Compares what the program has read, and what it was refused, with the contents. */
    private static void read(String reader, Commands commands, Predicate<String> isRefused, String... program)
            throws Exception {
        Set<String> refused = CONTENTS.keySet().stream()
                .filter(name -> isRefused.test(CONTENTS.get(name)))
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, String> others = new TreeMap<>(CONTENTS);
        others.keySet().removeAll(refused);
        if (!refused.isEmpty()) {
            HttpResponse<String> refusal = get(reader, "{\"name\": \"all\"}");
            assertThat(refusal.statusCode()).isEqualTo(409);
            assertThat(JSON.readTree(refusal.body()).get("details").findValuesAsText("field"))
                    .containsExactlyInAnyOrderElementsOf(refused);
        }
        HttpResponse<String> file =
                get(reader, JSON.writeValueAsString(Map.of("name", reader, "values", others.keySet())));
        assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
        Files.writeString(commands.folder().resolve("values.env"), file.body());
        String[] command = Arrays.copyOf(program, program.length + 2);
        command[program.length] = "values.env";
        command[program.length + 1] = "read.json";
        commands.run(command);
        Map<String, String> read =
                JSON.readValue(commands.folder().resolve("read.json").toFile(), new TypeReference<>() {});
        assertThat(new TreeMap<>(read)).isEqualTo(others);
    }

    /** The file for a reader, with a new token. */
    private static HttpResponse<String> get(String reader, String token) throws Exception {
        String bearer = owner.post(app + "/runtime_tokens", token).get("token").asText();
        HttpRequest request = HttpRequest.newBuilder(URI.create(values + "?format=dotenv&for=" + reader))
                .header("Authorization", "Bearer " + bearer)
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }
}
