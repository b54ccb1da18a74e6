package io.valise.hosting;

import static io.valise.hosting.CommandLine.attribute;
import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import io.valise.testing.OpenDraft;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosting assets, as the official command line lists, uploads, describes, removes and downloads them. */
@OnAnyStore
@QuarkusTest
class HostingResourceTest {
    private static final Map<String, String> HTML = attribute("Content-Type", "text/html");
    private static final Map<String, String> NO_CACHE = attribute("Cache-Control", "no-cache");
    private static final byte[] PAGE = "<p>hello</p>\n".getBytes(StandardCharsets.UTF_8);

    @Inject
    Given given;

    @Inject
    TestClock clock;

    private Api api;
    private CommandLine client;

    @BeforeEach
    void app() {
        api = Api.withNewApp(given.accessToken(), "shop");
        client = CommandLine.of(api);
    }

    @AfterEach
    void now() {
        clock.reset();
    }

    @Test
    void an_upload_is_kept_to_the_byte() {
        byte[] picture = new byte[100_000];
        new Random(7).nextBytes(picture);
        System.arraycopy(
                "\r\n--6f1a3c5e7b9d0f2a4c6e8b0\r\n\r\n--\r\n".getBytes(StandardCharsets.UTF_8), 0, picture, 50, 34);

        client.upload("/img/a b+ü%20.png", picture, attribute("Content-Type", "image/png"))
                .statusCode(204);
        client.upload("/empty", new byte[0]).statusCode(204);

        Map<String, Object> asset = client.assets().get("/img/a b+ü%20.png");
        assertThat(asset)
                .containsEntry("size", 100_000)
                .containsEntry("appId", api.app())
                .containsEntry("hash", md5(picture));
        assertThat(CommandLine.download(asset).statusCode(200).asByteArray()).isEqualTo(picture);
        assertThat(CommandLine.download(client.assets().get("/empty"))
                        .statusCode(200)
                        .asByteArray())
                .isEmpty();
        assertThat(export().get("hosting/files/img/a b+ü%20.png")).isEqualTo(picture);
    }

    @Test
    void attributes_that_follow_from_the_name_are_not_listed_in_the_metadata() {
        client.upload("/index.html", PAGE, HTML).statusCode(204);
        assertThat(export()).doesNotContainKey("hosting/metadata.json");

        client.upload("/index.html", PAGE, HTML, NO_CACHE).statusCode(204);
        client.upload("/data.bin9", PAGE).statusCode(204);

        assertThat(attributes("/index.html")).containsExactlyInAnyOrder(HTML, NO_CACHE);
        assertThat(attributes("/data.bin9")).isEmpty();
        assertThat(text(export().get("hosting/metadata.json"))).isEqualTo("""
                [
                    {
                        "path": "/index.html",
                        "attrs": [
                            {
                                "name": "Content-Type",
                                "value": "text/html"
                            },
                            {
                                "name": "Cache-Control",
                                "value": "no-cache"
                            }
                        ]
                    }
                ]
                """);
    }

    @Test
    void attributes_can_be_replaced_and_go_with_their_asset() {
        client.upload("/index.html", PAGE, HTML).statusCode(204);

        client.describe("/index.html", NO_CACHE).statusCode(204);
        assertThat(attributes("/index.html")).containsExactly(NO_CACHE);
        client.describe("/index.html").statusCode(204);
        assertThat(attributes("/index.html")).isEmpty();
        client.remove("/index.html").statusCode(204);

        assertThat(client.assets()).isEmpty();
        assertThat(text(export().get("hosting/metadata.json"))).isEqualTo("[]\n");
        client.remove("/index.html").error(404, "NotFound");
        client.describe("/index.html", HTML).error(404, "NotFound");
    }

    @Test
    void an_upload_without_a_difference_is_not_a_deployment() {
        client.upload("/index.html", PAGE, HTML, NO_CACHE).statusCode(204);
        int revision = api.revision();

        client.upload("/index.html", PAGE, NO_CACHE, HTML).statusCode(204);
        client.describe("/index.html", HTML, NO_CACHE).statusCode(204);

        assertThat(api.revision()).isEqualTo(revision);
    }

    @Test
    void uploads_at_once_all_count() {
        List<Integer> statuses = IntStream.range(0, 24)
                .parallel()
                .mapToObj(i -> client.upload("/" + i + ".html", PAGE, attribute("Cache-Control", "max-age=" + i))
                        .statusCode())
                .toList();

        assertThat(statuses).containsOnly(204);
        assertThat(client.assets()).hasSize(24);
        assertThat(attributes("/17.html")).containsExactly(attribute("Cache-Control", "max-age=17"));
        assertThat(export().keySet().stream().filter(path -> path.startsWith("hosting/files/")))
                .hasSize(24);
    }

    @Test
    void changes_join_the_callers_draft() {
        OpenDraft draft = OpenDraft.by(client.api());

        client.upload("/index.html", PAGE, HTML, NO_CACHE).statusCode(204);

        assertThat(client.assets()).containsOnlyKeys("/index.html");
        assertThat(CommandLine.of(api.colleague()).assets()).isEmpty();
        assertThat(draft.diffs())
                .anySatisfy(diff -> assertThat(diff).contains("+++ hosting/files/index.html", "+<p>hello</p>"))
                .anySatisfy(diff -> assertThat(diff).contains("+++ hosting/metadata.json"));
        draft.deploy();
        assertThat(CommandLine.of(api.colleague()).assets()).containsOnlyKeys("/index.html");
    }

    @Test
    void a_redeployment_brings_assets_back() {
        client.upload("/index.html", PAGE, HTML).statusCode(204);
        String deployment = api.read("/deployments").path("[0]._id");
        client.remove("/index.html").statusCode(204);

        api.post("/deployments/" + deployment + "/redeploy", "").statusCode(204);

        assertThat(CommandLine.download(client.assets().get("/index.html")).asByteArray())
                .isEqualTo(PAGE);
    }

    @Test
    void an_import_as_json_leaves_assets_alone_and_a_zip_replaces_them() {
        client.upload("/index.html", PAGE, HTML, NO_CACHE).statusCode(204);
        byte[] zip = api.get("/export").asByteArray();

        api.post("/import?strategy=replace-by-name", Map.of("config_version", 20210101))
                .statusCode(204);
        assertThat(attributes("/index.html")).containsExactlyInAnyOrder(HTML, NO_CACHE);
        client.upload("/other.html", PAGE, HTML).statusCode(204);
        api.request()
                .contentType("application/zip")
                .body(zip)
                .post(api.path("/import"))
                .statusCode(204);

        assertThat(client.assets()).containsOnlyKeys("/index.html");
    }

    @Test
    void metadata_of_another_form_is_kept_and_not_added_to() {
        api.post("/import", Map.of("config_version", 20210101, "files", Map.of("hosting/metadata.json", "not a list")))
                .statusCode(204);

        client.upload("/index.html", PAGE, HTML).statusCode(204);
        client.upload("/index.html", PAGE, NO_CACHE)
                .error(400, "InvalidParameter")
                .body("error", containsString("hosting/metadata.json"));

        assertThat(attributes("/index.html")).containsExactly(HTML);
        assertThat(text(export().get("hosting/metadata.json"))).isEqualTo("not a list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.html", "", "/", "/a//b", "/../a", "/a/./b", "/a\\b", "/a\u0007b", "/x/"})
    void paths_that_a_directory_cannot_have_are_refused(String path) {
        client.upload(path, PAGE).error(400, "InvalidParameter").body("error", containsString("path"));
        assertThat(api.revision()).isZero();
    }

    @Test
    void too_much_is_refused() {
        client.upload("/big", new byte[8_388_609])
                .error(413, "PayloadTooLarge")
                .body("error", containsString("hosting/files/big"));
        client.upload("/a", PAGE, attribute("Cache-Control", "x".repeat(8_193)))
                .error(400, "InvalidParameter")
                .body("details", hasSize(1));
        client.upload("/a", PAGE, attribute("X-Frame-Options", "DENY"), NO_CACHE, NO_CACHE)
                .error(400, "InvalidParameter")
                .body("details", hasSize(2));
        client.describe("/a", attribute("Cache-Control", "a\r\nb")).error(400, "InvalidParameter");

        assertThat(client.assets()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--b--\r\n",
                "--b\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{\"path\":\"/a\"}\r\n",
                "--b\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{\"path\":\"/a\"}\r\n--b--\r\n",
                "--b\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n[]\r\n--b--\r\n",
                "--b\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{\"path\":\"/a\",\"path\":\"/b\"}\r\n--b--\r\n",
                "--b\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{\"path\":\"/a\",\"attrs\":7}\r\n--b--\r\n",
                "--b\r\nContent-Disposition: form-data; name=\r\n\r\n{}\r\n--b--\r\n",
                "--b\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Transfer-Encoding: base64\r\n\r\nA\r\n--b--\r\n",
                "{}"
            })
    void a_body_that_is_cut_or_has_another_form_is_refused(String body) {
        api.request()
                .contentType("multipart/mixed; boundary=b")
                .body(body)
                .put(api.path("/hosting/assets/asset"))
                .statusCode(400);
        assertThat(api.revision()).isZero();
    }

    @Test
    void attributes_that_are_null_are_refused() {
        client.upload("/a", PAGE).statusCode(204);
        api.patch("/hosting/assets/asset?path=/a", "{\"attributes\":[null]}").error(400, "InvalidParameter");
    }

    @Test
    void a_body_of_another_media_type_is_refused() {
        for (String type : List.of("multipart/mixed", "multipart/mixed; boundary=", "application/json", "text/plain")) {
            api.request()
                    .contentType(type)
                    .body("{}")
                    .put(api.path("/hosting/assets/asset"))
                    .statusCode(type.startsWith("multipart") ? 400 : 415);
        }
        given().header("Authorization", "Bearer " + api.token())
                .body("{}")
                .put(api.path("/hosting/assets/asset"))
                .statusCode(400);
    }

    @Test
    void readers_list_and_download_but_do_not_write() {
        client.upload("/index.html", PAGE, HTML).statusCode(204);
        CommandLine reader = CommandLine.of(api.reader());

        assertThat(CommandLine.download(reader.assets().get("/index.html")).asByteArray())
                .isEqualTo(PAGE);
        reader.upload("/index.html", PAGE).error(403, "Forbidden");
        reader.remove("/index.html").error(403, "Forbidden");
        reader.describe("/index.html").error(403, "Forbidden");
    }

    @Test
    @InProcess("the clock that tests move")
    void an_address_is_for_one_content_and_an_hour() {
        client.upload("/index.html", PAGE, HTML).statusCode(204);
        Map<String, Object> asset = client.assets().get("/index.html");
        client.upload("/secret.html", "other".getBytes(StandardCharsets.UTF_8)).statusCode(204);
        Map<String, Object> other = client.assets().get("/secret.html");
        String url = asset.get("url").toString();

        Answer download = CommandLine.download(asset)
                .statusCode(200)
                .header("Content-Disposition", "attachment")
                .header("X-Content-Type-Options", "nosniff");
        assertThat(download.header("Content-Type")).isEqualTo("application/octet-stream");
        for (String part : List.of("app", "content", "hash", "expires", "signature")) {
            String forged = url.replaceAll(part + "=[^&]*", part + "=" + value(other, part, "1"));
            if (!part.equals("app")) {
                CommandLine.download(Map.of("url", forged)).error(404, "NotFound");
            }
            CommandLine.download(Map.of("url", url.replaceAll(part + "=[^&]*", part + "=")))
                    .error(404, "NotFound");
        }
        clock.advance(Duration.ofMinutes(61));
        CommandLine.download(asset).error(404, "NotFound");
    }

    private static String value(Map<String, Object> asset, String name, String expires) {
        return name.equals("expires")
                ? expires
                : asset.get("url").toString().replaceAll(".*[?&]" + name + "=([^&]*).*", "$1");
    }

    @Test
    void a_reset_of_the_cache_changes_nothing() {
        client.api()
                .put("/hosting/cache", Map.of("invalidate", true, "path", "/*"))
                .statusCode(204);
        assertThat(api.revision()).isZero();
    }

    @Test
    void nothing_is_there_for_strangers() {
        given().get(api.path("/hosting/assets")).error(401, "InvalidSession");
        given().get("/api/hosting/v1/assets").error(404, "NotFound");
        CommandLine.of(Api.withNewApp(given.accessToken(), "other").to(api.app()))
                .upload("/a", PAGE)
                .error(404, "AppNotFound");
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, String>> attributes(String path) {
        return (List<Map<String, String>>) client.assets().get(path).get("attrs");
    }

    private TreeMap<String, byte[]> export() {
        TreeMap<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream zip =
                new ZipInputStream(new ByteArrayInputStream(api.get("/export").asByteArray()))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
        return files;
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }

    private static String md5(byte[] data) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("MD5").digest(data));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
