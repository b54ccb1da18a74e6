package io.valise.clients;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.valise.testing.Service;
import jakarta.annotation.Nonnull;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.http.HttpEntity;
import org.apache.http.client.entity.UrlEncodedFormEntity;
import org.apache.http.entity.mime.MultipartEntityBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients generated from the running service's own OpenAPI document compile and run their tour against it. The tours in
 * {@code src/test/clients} show how to use such a client.
 */
class GeneratedClientsIT {
    /** The environment variable with the path of openapi-generator-cli's jar. */
    private static final String GENERATOR = "VALISE_TEST_OPENAPI_GENERATOR";

    private static final Path CLIENTS = Path.of("target/clients").toAbsolutePath();

    @TempDir
    static Path folder;

    private static Service service;

    @BeforeAll
    static void start() throws Exception {
        service = Service.start(folder, Map.of());
        Files.createDirectories(CLIENTS);
        Files.writeString(CLIENTS.resolve("openapi.json"), service.document());
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    @Test
    void in_typescript() throws Exception {
        Commands.need("node", "npm");
        Commands commands = clientFor("typescript", "typescript-fetch", "supportsES6=true");
        commands.run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--no-save");
        commands.run("npm", "run", "build");
        commands.run("npm", "run", "tour");
    }

    @Test
    void in_python() throws Exception {
        Commands.need("python3");
        Commands commands = clientFor("python", "python", "packageName=valise_client");
        Path python = commands.folder().resolve("venv/bin/python");
        if (!Files.exists(python)) {
            commands.run("python3", "-m", "venv", "venv");
        }
        commands.run(python.toString(), "-m", "pip", "install", "-q", "-r", "generated/requirements.txt");
        commands.run(python.toString(), "-m", "compileall", "-q", "generated", "tour.py");
        commands.run(python.toString(), "tour.py");
    }

    @Test
    void in_go() throws Exception {
        Commands.need("go");
        Commands commands = clientFor("go", "go", "packageName=valise,withGoMod=false");
        commands.run("go", "build", "-buildvcs=false", "-o", "built/tour", ".");
        commands.run(commands.folder().resolve("built/tour").toString());
    }

    /** The client needs Jackson, Jakarta's annotations, and Apache's for multipart bodies, which this test runs with. */
    @Test
    void in_java() throws Exception {
        Commands commands = clientFor(
                "java",
                "java",
                "library=native,openApiNullable=false,useJakartaEe=true,"
                        + "invokerPackage=valise,apiPackage=valise.api,modelPackage=valise.model");
        String needed = Stream.of(
                        ObjectMapper.class,
                        JsonParser.class,
                        JsonInclude.class,
                        JavaTimeModule.class,
                        Nonnull.class,
                        HttpEntity.class,
                        UrlEncodedFormEntity.class,
                        MultipartEntityBuilder.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
        String tool = Path.of(System.getProperty("java.home"), "bin").toString();
        commands.run(
                tool + "/javac", "-d", "built", "-cp", needed, "-sourcepath", "generated/src/main/java", "Tour.java");
        commands.run(tool + "/java", "-cp", needed + File.pathSeparator + "built", "Tour");
    }

    /** There is no tour in C#, and {@code .ci/run} does not install its compiler. */
    @Test
    void in_csharp() throws Exception {
        Commands commands = clientFor("csharp", "csharp", "library=httpclient,targetFramework=net8.0");
        if (Commands.isInstalled("dotnet")) {
            commands.run("dotnet", "build", "--nologo", "-v", "quiet", "generated/src/Org.OpenAPITools");
        } else {
            System.out.println("Skipped: compiling the C# client needs dotnet");
        }
    }

    /** Generates a client in {@code target}, next to a copy of its tour, if there is one. */
    private static Commands clientFor(String language, String generator, String properties) throws Exception {
        Path client = Files.createDirectories(CLIENTS.resolve(language));
        File[] tour = Path.of("src/test/clients", language).toFile().listFiles();
        for (File file : tour == null ? new File[0] : tour) {
            Files.copy(file.toPath(), client.resolve(file.getName()), StandardCopyOption.REPLACE_EXISTING);
        }
        Commands commands = new Commands(
                client,
                Map.of(
                        "VALISE_URL",
                        service.ready(),
                        "VALISE_PUBLIC_KEY",
                        Service.PUBLIC_KEY,
                        "VALISE_PRIVATE_KEY",
                        Service.PRIVATE_KEY,
                        "PYTHONPATH",
                        client.resolve("generated").toString()));
        clear(client.resolve("generated"));
        commands.run(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Halves the time of a program that runs for a few seconds.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                Commands.fileOf(GENERATOR).toString(),
                "generate",
                "--input-spec",
                CLIENTS.resolve("openapi.json").toString(),
                "--generator-name",
                generator,
                "--output",
                "generated",
                "--global-property",
                "apiTests=false,modelTests=false,apiDocs=false,modelDocs=false",
                "--additional-properties",
                properties);
        return commands;
    }

    /** Deletes earlier output, so that files that are no longer generated are not compiled. */
    private static void clear(Path generated) throws IOException {
        if (Files.exists(generated)) {
            try (Stream<Path> files = Files.walk(generated)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
