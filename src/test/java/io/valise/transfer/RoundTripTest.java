package io.valise.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.apps.App;
import io.valise.files.AppJson;
import io.valise.files.Bundle;
import io.valise.files.Comparison;
import io.valise.files.Files;
import io.valise.files.JsonIntake;
import io.valise.files.Layout;
import io.valise.files.Merge;
import io.valise.files.Upload;
import io.valise.files.ZipIntake;
import io.valise.files.ZipWriter;
import io.valise.json.Tree;
import io.valise.revisions.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing gets lost between files, zip and JSON, whatever an app contains. */
class RoundTripTest {
    private static final Limits LIMITS = new TestLimits();
    private static final App APP = Apps.app("shop");

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aZipIsImportedAsTheFilesThatAreInIt(long seed) {
        comesBack(Apps.directory(seed), Layout.V20210101);
        TreeMap<String, byte[]> older = Apps.olderDirectory(seed);
        comesBack(older, older.containsKey("stitch.json") ? Layout.V20180301 : Layout.V20200603);
    }

    private static void comesBack(TreeMap<String, byte[]> directory, Layout layout) {
        Map<String, byte[]> exported = files(imported(directory), layout);

        directory.forEach((path, data) -> {
            if (path.equals(layout.root())) {
                Map<String, Tree> fields = fields(exported.get(path));
                fields(data)
                        .forEach((name, field) ->
                                assertThat(fields.get(name)).as(name).isEqualTo(field));
                return;
            }
            if (Bundle.isManaged(path)) {
                assertThat(withoutDefaults(tree(exported.get(path)))).as(path).isEqualTo(withoutDefaults(tree(data)));
            } else {
                assertThat(new String(exported.get(path), StandardCharsets.ISO_8859_1))
                        .as(path)
                        .isEqualTo(new String(data, StandardCharsets.ISO_8859_1));
            }
        });
        assertThat(exported).hasSize(directory.size() + 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anExportThatIsImportedBackChangesNothing(long seed) {
        for (TreeMap<String, byte[]> directory : List.of(Apps.directory(seed), Apps.olderDirectory(seed))) {
            changesNothing(imported(directory));
        }
    }

    private static void changesNothing(Bundle app) {
        for (Layout layout : Layout.values()) {
            byte[] zip = zip(files(app, layout));
            assertThat(differences(app, ZipIntake.read(zip, LIMITS)))
                    .as("zip of " + layout)
                    .isEmpty();
        }
        String pulled = AppJson.of(new Files(APP, Layout.V20210101, false), app).compact();
        assertThat(differences(app, json(pulled))).as("JSON").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aDirectoryThatAClientPushesBackChangesNothing(long seed) {
        for (TreeMap<String, byte[]> directory : List.of(Apps.directory(seed), Apps.olderDirectory(seed))) {
            Bundle app = imported(directory);
            for (Layout layout : Layout.values()) {
                String body = Client.body(files(app, layout));
                assertThat(differences(app, json(body))).as("in " + layout).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatAClientPushesIntoAnEmptyAppComesBackUnchanged(long seed) {
        for (TreeMap<String, byte[]> directory : List.of(Apps.directory(seed), Apps.olderDirectory(seed))) {
            String body = Client.body(directory);
            Bundle app = Merge.of(Bundle.empty(""), json(body));

            assertThat(differences(app, json(body))).isEmpty();
            assertThat(differences(app, json(Client.body(files(app, Layout.V20210101)))))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anUploadBecomesTheConfiguration(long seed) {
        Bundle some = imported(Apps.directory(seed));
        // An upload removes no secret, and no notes of a secret.
        Bundle before = some.withNotes(some.notes().withoutSecrets());
        Bundle wanted = imported(Apps.directory(seed + 1_000_000));
        byte[] zip = zip(files(wanted, Layout.V20210101));

        Bundle after = Merge.of(before, ZipIntake.read(zip, LIMITS));

        assertThat(Comparison.of(new Files(APP, Layout.V20210101, false), wanted, after))
                .isEmpty();
    }

    private static Bundle imported(TreeMap<String, byte[]> directory) {
        Upload upload = ZipIntake.read(zip(directory), LIMITS);
        upload.problems().refuse();
        return Merge.of(Bundle.empty(""), upload);
    }

    private static Upload json(String body) {
        Upload upload = JsonIntake.read(body.getBytes(StandardCharsets.UTF_8), LIMITS);
        upload.problems().refuse();
        return upload;
    }

    private static List<String> differences(Bundle now, Upload upload) {
        upload.problems().refuse();
        Bundle next = Merge.of(now, upload);
        List<String> diffs = Comparison.of(new Files(APP, Layout.V20210101, false), now, next);
        if (diffs.isEmpty()) {
            // No difference means the same contents, down to each digit.
            assertThat(next.values()).isEqualTo(now.values());
            assertThat(next.environment()).isEqualTo(now.environment());
            assertThat(next.notes().values()).isEqualTo(now.notes().values());
            assertThat(next.notes().secrets()).isEqualTo(now.notes().secrets());
            assertThat(next.parts().keySet()).isEqualTo(now.parts().keySet());
            next.parts()
                    .forEach((path, data) ->
                            assertThat(data).isEqualTo(now.parts().get(path)));
        }
        return diffs;
    }

    private static TreeMap<String, byte[]> files(Bundle bundle, Layout layout) {
        TreeMap<String, byte[]> files = new TreeMap<>(new Files(APP, layout, false).ofEveryApp(bundle));
        bundle.values()
                .keySet()
                .forEach(name -> files.put(Bundle.valuePath(name), Files.bytes(Files.value(bundle, name))));
        bundle.parts().forEach((path, data) -> {
            if (!Bundle.isManaged(path)) {
                files.put(path, data);
            }
        });
        return files;
    }

    static byte[] zip(Map<String, byte[]> files) {
        ZipWriter zip = new ZipWriter();
        var out = new java.io.ByteArrayOutputStream();
        files.forEach((path, data) -> out.writeBytes(zip.file(path, data)));
        out.writeBytes(zip.end());
        return out.toByteArray();
    }

    private static Tree tree(byte[] data) {
        return Tree.known(new String(data, StandardCharsets.UTF_8).replace("\uFEFF", ""));
    }

    private static Map<String, Tree> fields(byte[] data) {
        return ((Tree.Fields) tree(data)).map();
    }

    private static Tree withoutDefaults(Tree tree) {
        if (tree instanceof Tree.Fields fields && Tree.Literal.FALSE.equals(fields.get("private"))) {
            fields.map().remove("private");
        }
        return tree;
    }
}
