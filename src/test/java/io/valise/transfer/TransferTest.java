package io.valise.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.files.ZipIntake;
import io.valise.files.ZipWriter;
import io.valise.json.Tree;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The app as files over HTTP, as clients request it. */
@OnAnyStore
@QuarkusTest
class TransferTest {
    private static final String IMPORT = "/import?strategy=replace-by-name";

    @Inject
    Given given;

    private Api api;

    @BeforeEach
    void app() {
        api = Api.withNewApp(given.accessToken(), "shop");
    }

    @Nested
    class Exporting {
        @Test
        void returnsAZipThatIsNamedAfterTheAppAndTheTime() {
            Answer export = api.get("/export?version=20210101&source_control=true");

            export.statusCode(200).contentType("application/zip");
            assertThat(export.header("Content-Disposition")).matches("attachment; filename=\"shop_\\d{14}\\.zip\"");
            assertThat(unzip(export))
                    .containsOnlyKeys(
                            "realm_config.json",
                            ".mdb/app_meta.json",
                            "environments/no-environment.json",
                            "environments/development.json",
                            "environments/testing.json",
                            "environments/qa.json",
                            "environments/production.json");
            assertThat(text(unzip(export).get("environments/qa.json"))).isEqualTo("{\n    \"values\": {}\n}\n");
        }

        /** Generated clients accept JSON on every route that may answer with an error. */
        @ParameterizedTest
        @ValueSource(strings = {"application/json", "application/zip", "application/zip, application/json", "*/*"})
        void returnsTheZipAlsoToThoseThatAcceptJson(String accepted) {
            Answer export = api.request().accept(accepted).get(api.path("/export"));

            export.statusCode(200).contentType("application/zip");
            assertThat(export.asByteArray()).isEqualTo(api.get("/export").asByteArray());
            assertThat(unzip(export)).hasSize(7);
        }

        @Test
        void doesNotOfferEveryMediaType() {
            api.request().accept("text/html").get(api.path("/export")).error(406, "NotAcceptable");
            assertThat(api.request().accept("x").get(api.path("/export")).statusCode())
                    .isLessThan(500);
        }

        @Test
        void hasAnEmptyFolderIfThereAreNoValues() throws Exception {
            boolean folder = false;
            try (var zip = new ZipInputStream(
                    new ByteArrayInputStream(api.get("/export").asByteArray()))) {
                for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    folder |= entry.getName().equals("values/") && entry.isDirectory();
                }
            }
            assertThat(folder).isTrue();
        }

        @Test
        void isTheSameBytesForTheSameRevision() {
            api.value("greeting", "hello");

            assertThat(api.get("/export").asByteArray())
                    .isEqualTo(api.get("/export").asByteArray());
        }

        @Test
        void keepsTheDigitsOfNumbersAndShowsTheNamesOfLinkedSecrets() {
            api.secret("api-key", "made-up");
            api.link("key", "api-key");
            api.post("/values", "{\"name\": \"n\", \"value\": [12345678901234567890, 1.10, 1e400], \"private\": true}");

            Map<String, byte[]> files = unzip(api.get("/export"));

            assertThat(text(files.get("values/n.json"))).isEqualTo("""
                    {
                        "name": "n",
                        "from_secret": false,
                        "value": [
                            12345678901234567890,
                            1.10,
                            1e400
                        ],
                        "private": true
                    }
                    """);
            assertThat(text(files.get("values/key.json"))).contains("\"value\": \"api-key\"", "\"from_secret\": true");
            assertThat(new String(api.get("/export").asByteArray(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("made-up");
        }

        @Test
        void exportsAnyKindOfValueAndImportsItBack() {
            String deep = "[".repeat(120) + "]".repeat(120);
            api.post("/values", "{\"name\": \"deep\", \"value\": " + deep + "}").statusCode(201);
            api.post("/environment_values", Map.of("name", "unmapped", "values", Map.of()));

            String body = Client.body(Client.unzip(api.get("/export").asByteArray()));

            assertThat(diff(body)).isEmpty();
            imported(body);
            assertThat(api.get("/environment_values").getList("")).hasSize(1);
        }

        @Test
        void supportsTheNewerLayout() {
            Map<String, byte[]> files = unzip(api.get("/export?version=20230101"));

            assertThat(files).containsKeys("root_config.json", ".mdb/meta.json").doesNotContainKey("realm_config.json");
            assertThat(text(files.get("root_config.json"))).contains("\"provider_region\": \"aws-us-east-1\"");
        }

        @Test
        void asATemplateDoesNotIdentifyTheApp() {
            Map<String, byte[]> files = unzip(api.get("/export?template=true"));

            assertThat(files).doesNotContainKey(".mdb/app_meta.json");
            assertThat(text(files.get("realm_config.json"))).doesNotContain("app_id");
            api.get("/export?template=true&source_control=true").statusCode(400);
        }

        @Test
        void refusesOtherVersionsAndNamesTheSupportedOnes() {
            assertThat(error(api.get("/export?version=20190101"), 400))
                    .contains("version: must be one of 20180301, 20200603, 20210101, 20230101");
        }

        @Test
        void supportsTheOlderLayouts() {
            api.value("greeting", "hello");
            for (Map.Entry<String, String> root :
                    Map.of("20180301", "stitch.json", "20200603", "config.json").entrySet()) {
                Map<String, byte[]> files = unzip(api.get("/export?version=" + root.getKey()));

                assertThat(files)
                        .containsKeys(root.getValue(), ".mdb/app_meta.json", "values/greeting.json")
                        .doesNotContainKey("realm_config.json");
                assertThat(text(files.get(root.getValue())))
                        .contains("\"config_version\": " + root.getKey(), "\"location\": \"US-VA\"");
            }
        }

        @Test
        void exportsAnEarlierDeployment() {
            String id = api.value("greeting", "before");
            String deployment = api.get("/deployments").path("[0]._id");
            api.put("/values/" + id, Map.of("name", "greeting", "value", "after"));

            Map<String, byte[]> files = unzip(api.get("/export?deployment=" + deployment));

            assertThat(text(files.get("values/greeting.json"))).contains("\"before\"");
            api.get("/export?deployment=6650c0ffee0123456789abcd").statusCode(404);
        }

        @Test
        void showsTheCallersDraft() {
            String draft = api.draft();
            api.value("greeting", "drafted");

            assertThat(unzip(api.get("/export"))).containsKey("values/greeting.json");
            api.request().delete(api.path("/drafts/" + draft)).statusCode(204);
            assertThat(unzip(api.get("/export"))).doesNotContainKey("values/greeting.json");
        }
    }

    @Nested
    class Importing {
        @Test
        void aDryRunWritesNothingAndCanBeRepeated() {
            String body = app("{\"name\": \"greeting\", \"value\": \"hello\", \"from_secret\": false}");

            List<String> diffs = diff(body);

            assertThat(diffs).hasSize(1);
            assertThat(diffs.get(0)).startsWith("--- values/greeting.json\n+++ values/greeting.json\n@@ -0,0 +1,5 @@");
            assertThat(diff(body)).isEqualTo(diffs);
            assertThat(api.get("/values").getList("")).isEmpty();
        }

        @Test
        void deploysAtOnceWithoutADraft() {
            imported(app("{\"name\": \"greeting\", \"value\": \"hello\"}"));

            assertThat(api.get("/deployments").getList("")).hasSize(1);
            assertThat(api.get("/values").getList("[*].name")).containsExactly("greeting");
        }

        @Test
        void joinsADraftAndIsLiveOnlyAfterItsDeployment() {
            String draft = api.draft();
            imported(app("{\"name\": \"greeting\", \"value\": \"hello\"}"));

            assertThat(api.get("/deployments").getList("")).isEmpty();
            assertThat(api.get("/drafts/" + draft + "/diff").getList("diffs")).hasSize(1);
            assertThat(api.deploy(draft).getString("status")).isEqualTo("successful");
            assertThat(diff(app("{\"name\": \"greeting\", \"value\": \"hello\"}")))
                    .isEmpty();
        }

        @Test
        void anImportWithoutChangesDeploysNothing() {
            imported(app("{\"name\": \"greeting\", \"value\": {\"a\": 1.0, \"b\": 2}}"));
            imported(app("{\"name\": \"greeting\", \"value\": {\"b\": 2.00, \"a\": 1}}"));

            assertThat(api.get("/deployments").getList("")).hasSize(1);
        }

        @Test
        void dropsUnknownFieldsOfADeletedValueWithoutADifference() {
            imported(app("{\"name\": \"greeting\", \"value\": 1, \"note\": \"a field of the future\"}"));
            assertThat(text(unzip(api.get("/export")).get("values/greeting.json")))
                    .contains("a field of the future");
            String id = api.get("/values").path("[0]._id");
            api.request().delete(api.path("/values/" + id)).statusCode(204);

            imported("{\"config_version\": 20210101}");

            assertThat(api.get("/deployments").getList("")).hasSize(2);
        }

        @Test
        void keepsALinkWhoseSecretWasDeletedByForce() {
            String secret = api.secret("api-key", "made-up");
            api.link("key", "api-key");
            api.request().delete(api.path("/secrets/" + secret + "?force=true")).statusCode(204);

            String body = Client.body(Client.unzip(api.get("/export").asByteArray()));

            assertThat(diff(body)).isEmpty();
        }

        @Test
        void keepsTheIdsOfWhatKeepsItsName() {
            String id = api.value("greeting", "hello");
            api.value("gone", 1);
            imported(app("{\"name\": \"greeting\", \"value\": \"good morning\"}"));

            assertThat(api.get("/values").getList("[*]._id")).containsExactly(id);
            assertThat(api.get("/values/" + id).getString("value")).isEqualTo("good morning");
        }

        @Test
        void removesWhatIsAbsentButKeepsSecrets() {
            api.value("greeting", "hello");
            api.secret("api-key", "made-up");
            api.post("/environment_values", Map.of("name", "base", "values", Map.of("qa", 1)));
            api.put("/environment", Map.of("environment", "qa"));

            imported("{\"config_version\": 20210101}");

            assertThat(api.get("/values").getList("")).isEmpty();
            assertThat(api.get("/environment_values").getList("")).isEmpty();
            assertThat(api.get("").getString("environment")).isEmpty();
            assertThat(api.get("/secrets").getList("")).hasSize(1);
        }

        @Test
        void linksByTheNamesOfSecrets() {
            api.secret("api-key", "made-up");
            imported(app("{\"name\": \"key\", \"value\": \"api-key\", \"from_secret\": true}"));

            assertThat(api.get("/secrets").getList("[0].used_by")).containsExactly("key");
        }

        @Test
        void listsMissingSecretsAsCommandsAlsoInADryRun() {
            String body = app(
                    "{\"name\": \"one\", \"value\": \"api-key\", \"from_secret\": true}",
                    "{\"name\": \"two\", \"value\": \"other\", \"from_secret\": true}");

            for (String query : List.of("", "&diff=true")) {
                Answer refused = api.post(IMPORT + query, body);
                assertThat(error(refused, 400))
                        .contains("values/one.json: value", "values/two.json: value")
                        .contains("secrets create --name api-key --value", "secrets create --name other --value");
                assertThat(refused.getString("error_code")).isEqualTo("SecretNotFound");
                assertThat(refused.getList("details")).hasSize(2);
            }
            assertThat(api.get("/values").getList("")).isEmpty();
        }

        @Test
        void namesAllProblemsAtOnceAndAppliesNothing() {
            String body = """
                    {"config_version": 20210101, "environment": "staging",
                     "environments": {"staging.json": {"values": {}}, "qa.json": {"values": {"a b": 1}}, "testing.json": null},
                     "triggers": [null],
                     "values": [null, {"name": "-x", "value": 1}, {"name": "a"}, {"name": "b", "value": 1},
                                {"name": "b", "value": 2}, {"name": "c", "value": 1, "private": "yes"},
                                {"name": "$(rm)", "value": "x"}, {"name": "d", "value": "$(rm)", "from_secret": true}]}""";
            for (String query : List.of("", "&diff=true")) {
                assertThat(error(api.post(IMPORT + query, body), 400))
                        .contains("environment must be one of")
                        .contains("environments/staging.json is unknown")
                        .contains("environments/qa.json: values: the name \"a b\" must have only")
                        .contains("environments/testing.json is empty")
                        .contains("triggers: item 1 is empty")
                        .contains("values: item 1 is empty")
                        .contains("values/-x.json: name must begin with")
                        .contains("values/a.json: value is required")
                        .contains("values/b.json: name is defined by two files")
                        .contains("values/c.json: private must be true or false")
                        .contains("values/d.json: value must be the name of a secret")
                        .doesNotContain("secrets create");
            }
            assertThat(api.get("/deployments").getList("")).isEmpty();
        }

        @Test
        void refusesOtherVersionsAndNamesTheSupportedOnes() {
            assertThat(error(api.post(IMPORT, "{\"config_version\": 20190101}"), 400))
                    .contains(
                            "realm_config.json: config_version must be one of 20180301, 20200603, 20210101, 20230101");
        }

        /** As the client sends it: a section that is an array, and fields of the configuration file. */
        @Test
        void acceptsTheOlderLayouts() {
            for (int version : List.of(20180301, 20200603)) {
                imported("""
                        {"config_version": %d, "app_id": "other-abcde", "name": "other", "location": "DE-FF",
                         "deployment_model": "LOCAL", "environment": "qa", "security": null,
                         "custom_user_data_config": {"enabled": false}, "sync": {"development_mode_enabled": false},
                         "environments": {"qa.json": {"values": {"base": %1$d}}},
                         "auth_providers": [{"name": "api-key", "type": "api-key", "disabled": true}],
                         "functions": [{"config": {"name": "hi", "private": false}, "source": "exports = () => 1"}],
                         "services": [{"config": {"name": "mail", "type": "http"}, "incoming_webhooks": null, "rules": null}],
                         "values": [{"name": "greeting", "value": %1$d, "from_secret": false, "private": false}]}""".formatted(version));

                Map<String, byte[]> files = unzip(api.get("/export?version=" + version));
                assertThat(files)
                        .containsKeys(
                                "auth_providers/api-key.json",
                                "functions/hi/config.json",
                                "functions/hi/source.js",
                                "services/mail/config.json");
                String root = text(files.get(version == 20180301 ? "stitch.json" : "config.json"));
                assertThat(root).contains("custom_user_data_config", "development_mode_enabled", "\"name\": \"shop\"");
                assertThat(text(files.get("values/greeting.json"))).contains("\"value\": " + version);
                assertThat(text(files.get("environments/qa.json"))).contains("\"base\": " + version);
                assertThat(diff(Client.body(new TreeMap<>(files)))).isEmpty();
            }
            assertThat(api.get("/functions").getList("[*].name")).containsExactly("hi");
        }

        @Test
        void anAppOfAnOlderLayoutLosesNothingToAClientOfANewerOne() {
            TreeMap<String, byte[]> files = Apps.olderDirectory(7);
            files.keySet()
                    .removeIf(path -> path.startsWith("values/")
                            || path.startsWith("environments/")
                            || path.startsWith(".valise/"));
            files.put("auth_providers/api-key.json", "{\"name\":\"api-key\"}".getBytes());
            files.put("data_api_config.json", "{\"disabled\":true}".getBytes());
            pushed(RoundTripTest.zip(files));

            imported(Client.body(Client.unzip(api.get("/export").asByteArray())));

            assertThat(api.get("/deployments").getList("")).hasSize(1);
            assertThat(unzip(api.get("/export?version=20180301")).keySet())
                    .containsAll(files.keySet().stream()
                            .filter(path -> path.contains("/") || path.equals("data_api_config.json"))
                            .toList());
        }

        @Test
        void bringsBackTheEmptyFilesThatClientsLeaveOut() {
            imported("{\"config_version\": 20210101, \"auth\": {}, \"functions\": {}, \"endpoints\": {},"
                    + " \"values\": [{\"name\": \"a\", \"value\": 1}]}");

            Map<String, byte[]> files = unzip(api.get("/export"));

            assertThat(text(files.get("auth/providers.json"))).isEqualTo("{}\n");
            assertThat(text(files.get("functions/config.json"))).isEqualTo("[]\n");
            assertThat(text(files.get("http_endpoints/config.json"))).isEqualTo("[]\n");
        }

        @Test
        void refusesOtherFilesAtThePathsOfItsOwn() {
            for (String path : List.of("secrets.json", "realm_config.json", "stitch.json", ".mdb/meta.json")) {
                assertThat(error(
                                api.post(
                                        IMPORT,
                                        "{\"config_version\": 20210101, \"files\": {\"" + path + "\": \"{}\"}}"),
                                400))
                        .contains(path + " is written by the service");
            }
        }

        @Test
        void saysWhereTheJsonIsBrokenWithoutQuotingIt() {
            String secret = "{\"secrets\": {\"services\": {\"mail\": {\"key\": \"made-up-content\", \"b\": made-up-two";
            Answer refused = api.post(IMPORT, secret);

            assertThat(error(refused, 400)).contains("line 1, column").doesNotContain("made-up");
            assertThat(refused.getString("error_code")).isEqualTo("MalformedJson");
            api.request().post(api.path(IMPORT)).statusCode(400);
        }

        @Test
        void createsSecretsFromALegacyFileWithoutEchoingThem() {
            String body =
                    "{\"config_version\": 20210101, \"secrets\": {\"services\": {\"mail\": {\"key\": \"made-up\"}}},"
                            + " \"values\": [{\"name\": \"k\", \"value\": \"__mail_key\", \"from_secret\": true}]}";

            assertThat(diff(body)).hasSize(2).contains("secret \"__mail_key\": created");
            assertThat(diff(body).toString()).doesNotContain("made-up");
            imported(body);

            assertThat(api.get("/secrets").getList("[*].name")).containsExactly("__mail_key");
            assertThat(api.get("/pull").asString()).doesNotContain("made-up");
        }

        @Test
        void theSameLegacySecretsAgainAreNoChange() {
            String body = legacySecrets("made-up");
            imported(body);
            int version = api.get("/secrets").path("[0].version");

            assertThat(diff(body)).isEmpty();
            imported(body);
            assertThat(api.get("/deployments").getList("")).hasSize(1);

            String other = legacySecrets("made-up-otherwise");
            assertThat(diff(other)).containsExactly("secret \"__mail_key\": content changed");
            imported(other);
            assertThat(api.get("/secrets").<Integer>path("[0].version")).isGreaterThan(version);
            assertThat(api.get("/deployments").getList("")).hasSize(2);
        }

        @Test
        void theConfigurationOfAServiceNamesItsLegacySecrets() {
            imported(legacySecrets("made-up"));

            String config = text(unzip(api.get("/export")).get("services/mail/config.json"));

            assertThat(config).contains("\"secret_config\": {", "\"key\": \"__mail_key\"");
            assertThat(api.get("/secrets").<List<String>>path("[0].used_by"))
                    .containsExactly("services/mail/config.json");
            // The directory that it came from still has no secret_config.
            assertThat(diff(legacySecrets("made-up").replaceFirst("\"secrets\".*}}}", "\"secrets\": {}")))
                    .isEmpty();
        }

        /** {@code __sms_eu_token} begins like a secret of {@code sms}. */
        @Test
        void aServiceWithoutLegacySecretsStaysAsItCame() {
            String sms = "{\"name\":\"sms\"}";
            Map<String, byte[]> files = new TreeMap<>();
            files.put("stitch.json", "{\"config_version\": 20180301}".getBytes());
            files.put("secrets.json", "{\"services\": {\"sms_eu\": {\"token\": \"made-up\"}}}".getBytes());
            files.put("services/sms/config.json", sms.getBytes());
            files.put("services/sms_eu/config.json", "{\"name\": \"sms_eu\"}".getBytes());
            files.put("services/unnamed/config.json", "{}".getBytes());
            pushed(RoundTripTest.zip(files));

            Map<String, byte[]> exported = unzip(api.get("/export?version=20180301"));

            assertThat(text(exported.get("services/sms/config.json"))).isEqualTo(sms);
            assertThat(text(exported.get("services/unnamed/config.json"))).isEqualTo("{}");
            assertThat(text(exported.get("services/sms_eu/config.json"))).contains("\"token\": \"__sms_eu_token\"");
        }

        @Test
        void twoLegacySecretsWithOneNameAreRefused() {
            String body = "{\"config_version\": 20180301, \"secrets\": {\"services\":"
                    + " {\"a\": {\"b_c\": \"made-up\"}, \"a_b\": {\"c\": \"made-up\"}}}}";
            assertThat(error(api.post(IMPORT, body), 400))
                    .contains("secrets.json: a_b.c makes the name of another secret, __a_b_c");
        }

        @Test
        void theContentOfALegacySecretCanBeReplacedUnderItsName() {
            imported(legacySecrets("made-up"));
            String id = api.get("/secrets").path("[0]._id");

            api.put("/secrets/" + id, Map.of("name", "__mail_key", "value", "made-up-two"))
                    .statusCode(204);
            api.post("/secrets/import", Map.of("__mail_key", "made-up-three")).statusCode(200);

            assertThat(api.get("/deployments").getList("")).hasSize(3);
            assertThat(error(api.put("/secrets/" + id, Map.of("name", "__other", "value", "")), 400))
                    .contains("name: must begin with");
            assertThat(error(api.post("/secrets/import", Map.of("__other", "made-up")), 400))
                    .contains("__other: the name must begin with");
            assertThat(error(api.put("/secrets/" + id, Map.of("value", "made-up")), 400))
                    .contains("name: is required");
        }

        private static String legacySecrets(String content) {
            return """
                    {"config_version": 20180301, "secrets": {"services": {"mail": {"key": "%s"}}},
                     "services": [{"config": {"name": "mail", "type": "http"}}]}""".formatted(content);
        }

        @Test
        void refusesMoreEntriesThanAnAppMayHave() {
            String values = IntStream.rangeClosed(0, 10_000)
                    .mapToObj(i -> "{\"name\":\"v" + i + "\",\"value\":1}")
                    .collect(Collectors.joining(","));
            for (String query : List.of("", "&diff=true")) {
                Answer refused = api.post(IMPORT + query, app(values));
                assertThat(error(refused, 400)).contains("10001", "10000");
            }
        }

        @Test
        void acceptsOnlyOneStrategy() {
            api.post("/import?strategy=merge", "{}").statusCode(400);
        }

        @Test
        void onlyWhatAPersonEditedInADirectoryChanges() {
            api.secret("secret-0", "x");
            api.secret("secret-1", "x");
            api.secret("secret-2", "x");
            pushed(RoundTripTest.zip(Apps.directory(7)));
            TreeMap<String, byte[]> directory =
                    Client.unzip(api.get("/export?version=20210101").asByteArray());
            directory.put("values/new-one.json", "{\"name\": \"new-one\", \"value\": [1.10]}".getBytes());
            directory.put("functions/one.js", "exports = function() {};".getBytes());
            String body = Client.body(directory);

            List<String> diffs = diff(body);
            imported(body);

            assertThat(diffs).hasSize(2);
            assertThat(diffs.get(0)).startsWith("--- functions/one.js");
            assertThat(diffs.get(1)).startsWith("--- values/new-one.json");
            Map<String, byte[]> after = unzip(api.get("/export?version=20210101"));
            directory.keySet().removeIf(path -> path.equals("values/new-one.json"));
            directory.forEach(
                    (path, data) -> assertThat(after.get(path)).as(path).isEqualTo(data));
            assertThat(after).hasSize(directory.size() + 1);
        }
    }

    @Nested
    class PullingAndPushing {
        @Test
        void theWholeAppAsJsonComesBackUnchanged() {
            api.secret("secret-0", "x");
            api.secret("secret-1", "x");
            api.secret("secret-2", "x");
            pushed(RoundTripTest.zip(Apps.directory(11)));
            Map<String, byte[]> before = unzip(api.get("/export"));
            Answer pulled = api.request().accept("application/json").get(api.path("/pull"));
            pulled.statusCode(200).contentType("application/json");

            Api other = api.anotherApp("copy");
            List.of(0, 1, 2).forEach(i -> other.secret("secret-" + i, "x"));
            other.request()
                    .body(pulled.asByteArray())
                    .patch(other.path("/push"))
                    .statusCode(204);

            assertThat(pulled.getMap("environments.values"))
                    .containsOnlyKeys("none", "development", "testing", "qa", "production");
            Map<String, byte[]> after = unzip(other.get("/export"));
            assertThat(after.keySet()).isEqualTo(before.keySet());
            before.keySet().stream()
                    .filter(path -> !path.equals("realm_config.json") && !path.startsWith(".mdb/"))
                    .forEach(path -> assertThat(meaning(path, after.get(path)))
                            .as(path)
                            .isEqualTo(meaning(path, before.get(path))));
        }

        /** The JSON form has no spaces. */
        private static Object meaning(String path, byte[] data) {
            return path.endsWith(".json") && !path.startsWith("hosting/files/")
                    ? Tree.known(text(data).replace("\uFEFF", ""))
                    : text(data);
        }

        @Test
        void theWholeAppIsJsonByDefault() {
            api.get("/pull").statusCode(200).contentType("application/json");
            api.request().accept("*/*").get(api.path("/pull")).statusCode(200).contentType("application/json");
        }

        @Test
        void theWholeAppAsAZipComesBackUnchanged() {
            imported(app("{\"name\": \"greeting\", \"value\": 1}"));
            Answer zip = api.request().accept("application/zip").get(api.path("/pull"));
            zip.statusCode(200).contentType("application/zip");
            pushed(zip.asByteArray());

            assertThat(api.get("/deployments").getList("")).hasSize(1);
        }

        @Test
        void aZipWithoutAFileRemovesItsItem() {
            Map<String, byte[]> files = Apps.directory(3);
            files.keySet().removeIf(path -> path.startsWith("values/") || path.startsWith(".valise/"));
            files.put("README.md", "x".getBytes());
            pushed(RoundTripTest.zip(files));
            files.remove("README.md");
            pushed(RoundTripTest.zip(files));

            assertThat(unzip(api.get("/export"))).doesNotContainKey("README.md").containsKey("realm_config.json");
        }

        @Test
        void namesWhatIsWrongWithAZip() {
            Map<String, byte[]> files = new TreeMap<>();
            files.put("realm_config.json", "{\"config_version\": 20210101}".getBytes());
            files.put("../outside", new byte[1]);
            files.put("/etc/passwd", new byte[1]);
            files.put("values/a.json", "{\"name\": \"b\", \"value\": 1}".getBytes());
            files.put("values/broken.json", "{\"name\": ".getBytes());
            files.put("values/empty.json", new byte[0]);
            files.put("environments/staging.json", "{}".getBytes());
            files.put("environments/.gitkeep", new byte[0]);
            files.put("values/.gitkeep", new byte[0]);
            files.put("triggers/twice.json", "{\"name\": \"a\", \"name\": \"b\"}".getBytes());
            Answer refused = push(RoundTripTest.zip(files));

            assertThat(error(refused, 400))
                    .contains("../outside has a path with")
                    .contains("/etc/passwd has an absolute path")
                    .contains("values/a.json: name is \"b\", which differs")
                    .contains("values/broken.json is not well-formed JSON at line 1")
                    .contains("values/empty.json is empty")
                    .contains("environments/staging.json is unknown")
                    .contains("triggers/twice.json has the field name twice")
                    .doesNotContain(".gitkeep");
        }

        @Test
        void refusesDamagedZipsAndBombs() {
            byte[] zip = RoundTripTest.zip(Apps.directory(5));
            assertThat(error(push(java.util.Arrays.copyOf(zip, zip.length / 2)), 400))
                    .contains("truncated");
            byte[] flipped = zip.clone();
            flipped[60] ^= 0x55;
            push(flipped).statusCode(400);
            Map<String, byte[]> bomb = new LinkedHashMap<>();
            bomb.put("realm_config.json", "{}".getBytes());
            bomb.put("bomb", new byte[(int) ZipIntake.MAX_SIZE]);
            assertThat(error(push(RoundTripTest.zip(bomb)), 413)).contains("unpacks to more than");
            Map<String, byte[]> many = new LinkedHashMap<>();
            IntStream.range(0, 10_100).forEach(i -> many.put("f" + i, new byte[0]));
            assertThat(error(push(RoundTripTest.zip(many)), 400)).contains("more than");
        }

        /** A reader has to decompress an entry even to skip it. */
        @Test
        void refusesBombsInEntriesThatItDoesNotRead() throws IOException {
            for (String path : List.of("folder/", "values/a.json")) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                    for (int i = 0; i < 9; i++) {
                        // The writer refuses duplicate names, so each entry gets its own name of the same length,
                        // replaced below.
                        zip.putNextEntry(new ZipEntry(path.replaceFirst("^.", String.valueOf(i))));
                        zip.write(new byte[(int) ZipIntake.MAX_SIZE / 8]);
                    }
                }
                String renamed =
                        bytes.toString(StandardCharsets.ISO_8859_1).replaceAll("[0-8]" + path.substring(1), path);

                assertThat(error(push(renamed.getBytes(StandardCharsets.ISO_8859_1)), 413))
                        .contains("unpacks to more than");
            }
        }

        @Test
        void refusesMoreFoldersThanAnAppHas() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                for (int i = 0; i < 20_100; i++) {
                    zip.putNextEntry(new ZipEntry(i + "/"));
                }
            }
            assertThat(error(push(bytes.toByteArray()), 400)).contains("more than");
        }

        @Test
        void showsTheBeginningOfALongPath() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                zip.putNextEntry(new ZipEntry("x".repeat(60_000)));
            }
            assertThat(error(push(bytes.toByteArray()), 400)).contains("xxx").hasSizeLessThan(2_000);
        }

        @Test
        void refusesMoreItemsThanItHasMemoryFor() {
            String many = "{\"functions\":{\"config\":[" + "0,".repeat(5_100_000) + "0]}}";

            assertThat(error(api.post(IMPORT, many), 400)).contains("too many levels or items");
            assertThat(error(api.post("/values", "{\"name\":\"a\",\"value\":" + many + "}"), 400))
                    .contains("too many");
        }

        @Test
        void refusesDuplicateEntries() {
            ZipWriter zip = new ZipWriter();
            var out = new java.io.ByteArrayOutputStream();
            out.writeBytes(zip.file("realm_config.json", "{}".getBytes()));
            out.writeBytes(zip.file("values/a.json", "{\"name\": \"a\", \"value\": 1}".getBytes()));
            out.writeBytes(zip.file("values/a.json", "{\"name\": \"a\", \"value\": 2}".getBytes()));
            out.writeBytes(zip.end());

            assertThat(error(push(out.toByteArray()), 400)).contains("values/a.json is in the zip twice");
        }
    }

    @Nested
    class Promoting {
        @Test
        void importsTheOtherAppsDeployedConfigurationAndKeepsTheTag() {
            api.secret("api-key", "of development");
            api.link("key", "api-key");
            api.value("greeting", "hello");
            api.put("/environment", Map.of("environment", "development"));
            api.draft();
            api.value("not-deployed", 1);
            Api production = api.anotherApp("production");
            production.put("/environment", Map.of("environment", "production"));

            assertThat(error(production.request().post(production.path("/import?from=" + api.app())), 400))
                    .contains("secrets create --name api-key");
            production.secret("api-key", "of production");
            List<String> diffs = production
                    .request()
                    .post(production.path("/import?diff=true&from=" + api.app()))
                    .statusCode(200)
                    .getList("");
            production
                    .request()
                    .post(production.path("/import?from=" + api.app()))
                    .statusCode(204);

            assertThat(diffs).hasSize(2);
            assertThat(production.get("/values").getList("[*].name")).containsExactly("greeting", "key");
            assertThat(production.get("").getString("environment")).isEqualTo("production");
        }

        @Test
        void doesNotFindAnAppOfAnotherProject() {
            Api stranger = Api.withNewApp(given.accessToken(), "theirs");

            api.request().post(api.path("/import?from=" + stranger.app())).statusCode(404);
        }
    }

    private static String app(String... values) {
        return "{\"config_version\": 20210101, \"values\": [" + String.join(",", values) + "]}";
    }

    private List<String> diff(String body) {
        return api.post(IMPORT + "&diff=true", body).statusCode(200).getList("");
    }

    private void imported(String body) {
        api.post(IMPORT, body).statusCode(204);
    }

    private Answer push(byte[] zip) {
        return api.request().contentType("application/zip").body(zip).patch(api.path("/push"));
    }

    private void pushed(byte[] zip) {
        push(zip).statusCode(204);
    }

    private static String error(Answer refused, int status) {
        return refused.statusCode(status).path("error");
    }

    private static Map<String, byte[]> unzip(Answer export) {
        return Client.unzip(export.statusCode(200).asByteArray());
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }
}
