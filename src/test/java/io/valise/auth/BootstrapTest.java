package io.valise.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Client;
import io.valise.crypto.Plaintext;
import io.valise.platform.PublicPaths;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnAnyStore
@QuarkusTest
@InProcess("repeated starts")
class BootstrapTest {
    private static final Pattern SHOWN = Pattern.compile("public key   ([a-z]{8})\n  private key  ([0-9a-f-]{36})\n");
    private static final KeyPair OPERATORS = new KeyPair("operator", Plaintext.of("the operator's own key"));

    @Inject
    Bootstrap bootstrap;

    @Inject
    Given given;

    @Inject
    TestClock clock;

    /** Reports that nobody has used the store yet, although other tests have. */
    private final Supplier<Uni<Void>> unused = () -> Uni.createFrom().voidItem();

    private final PrintStream console = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Inject
    PublicPaths paths;

    @BeforeEach
    void emptyStore() {
        clock.reset();
        assertThat(given.stored("projects")).as("the service has started").isNotNull();
        Given.await(Project.deleteAll());
        Given.await(ApiKey.deleteAll());
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(console);
        clock.reset();
        Given.await(Project.deleteAll());
        Given.await(ApiKey.deleteAll());
    }

    private record Settings(Optional<String> publicKey, Optional<String> privateKey) implements BootstrapSettings {
        static Settings of(KeyPair pair) {
            return new Settings(
                    Optional.of(pair.publicKey()), Optional.of(pair.privateKey().reveal()));
        }
    }

    /** Another instance, or a restart of this one, with these settings. */
    private Bootstrap instance(BootstrapSettings settings) {
        Bootstrap other = new Bootstrap();
        other.settings = settings;
        other.naming = () -> "default";
        other.port = 8080;
        other.paths = paths;
        other.keys = given.keys;
        other.random = given.random;
        other.clock = clock;
        other.documents = given.documents;
        return other;
    }

    private Bootstrap instance() {
        return instance(new Settings(Optional.empty(), Optional.empty()));
    }

    private List<KeyPair> shown() {
        return SHOWN.matcher(printed.toString(StandardCharsets.UTF_8))
                .results()
                .map(BootstrapTest::pair)
                .toList();
    }

    private static KeyPair pair(MatchResult found) {
        return new KeyPair(found.group(1), Plaintext.of(found.group(2)));
    }

    private Project theProject() {
        List<Project> projects = Given.await(Project.<Project>listAll());
        assertThat(projects).hasSize(1);
        return projects.get(0);
    }

    /** Logs in and returns the key. */
    private ApiKey usable(KeyPair pair) {
        ApiKey key = Given.await(given.keys.withPublicKey(pair.publicKey()));
        given.login(new Given.Holder(key, pair));
        assertThat(key.role).isEqualTo(Role.GROUP_OWNER);
        assertThat(theProject().owners).contains(key.id);
        return key;
    }

    @Nested
    class The_first_start {
        @Test
        void makes_a_project_and_prints_a_key_that_owns_it() {
            Given.await(bootstrap.firstStart(unused));
            assertThat(theProject().name).isEqualTo("default");
            assertThat(theProject().keyShown).isTrue();
            assertThat(shown()).hasSize(1);
            usable(shown().get(0));
        }

        @Test
        void prints_the_address_of_the_console_first_and_a_command_without_the_private_key() {
            Given.await(instance().firstStart(unused));
            String text = printed.toString(StandardCharsets.UTF_8);
            KeyPair pair = shown().get(0);
            assertThat(text.strip()).startsWith("The console is at http://localhost:8080\n");
            assertThat(text.split(pair.privateKey().reveal(), -1))
                    .as("the private key occurs once")
                    .hasSize(2);
            assertThat(text).contains("""
                            read -r PRIVATE_KEY && printf '{"username":"%s","apiKey":"%%s"}' "$PRIVATE_KEY" | \
                            curl -s http://localhost:8080/api/admin/v3.0/auth/providers/mongodb-cloud/login \
                            -H 'Content-Type: application/json' -d @-
                            """.formatted(pair.publicKey()));
        }

        @Test
        void happens_only_once() {
            Given.await(bootstrap.firstStart(unused));
            Given.await(bootstrap.firstStart(unused));
            Given.await(instance().firstStart(unused));
            assertThat(shown()).hasSize(1);
            assertThat(Given.await(ApiKey.count())).isEqualTo(1);
        }

        @RepeatedTest(5)
        void prints_one_key_if_several_instances_start_together() {
            Given.await(Uni.join()
                    .all(
                            instance().firstStart(unused),
                            instance().firstStart(unused),
                            instance().firstStart(unused),
                            instance().firstStart(unused))
                    .andFailFast());
            assertThat(shown()).hasSize(1);
            assertThat(theProject().owners).containsExactly(usable(shown().get(0)).id);
            assertThat(Given.await(ApiKey.count())).isEqualTo(1);
        }
    }

    /** One instance has the operator's pair, the other generates a key. */
    @Nested
    class The_first_start_of_two_instances {
        private Project begun() {
            Project project = new Project();
            project.id = new ObjectId();
            project.name = "default";
            project.keyShown = true;
            return project;
        }

        @Test
        void prints_no_key_if_the_operator_s_is_created_in_the_meantime() {
            Project begun = begun();
            Given.await(given.documents.insert(Project.stored(), begun));
            // What the instance with the pair does after the other one has claimed the right to print a key.
            Supplier<Uni<Void>> meanwhile = () -> given.keys
                    .create(begun.id, "bootstrap", Role.GROUP_OWNER, OPERATORS)
                    .replaceWithVoid();
            Given.await(instance().firstStart(meanwhile));
            usable(OPERATORS);
            assertThat(shown()).isEmpty();
            assertThat(Given.await(ApiKey.count())).isEqualTo(1);
        }

        @Test
        void claims_nothing_once_the_operator_s_key_is_an_owner() {
            Project counted = begun();
            counted.owners.add(new ObjectId());
            assertThat(Bootstrap.claim(counted, begun(), clock.instant())).isFalse();
            assertThat(counted.keyShown).isTrue();
        }

        @RepeatedTest(5)
        void takes_ownership_from_no_key_that_somebody_has() {
            Given.await(Uni.join()
                    .all(
                            instance().firstStart(unused),
                            instance(Settings.of(OPERATORS)).firstStart(unused),
                            instance().firstStart(unused))
                    .andFailFast());
            usable(OPERATORS);
            shown().forEach(BootstrapTest.this::usable);
        }
    }

    @Nested
    class A_first_start_that_was_killed {
        @Test
        void after_the_project_was_made_is_repaired() {
            Project project = new Project();
            project.id = new ObjectId();
            project.name = "default";
            Given.await(given.documents.insert(Project.stored(), project));
            Given.await(instance().firstStart(unused));
            usable(shown().get(0));
        }

        @Test
        void before_the_key_was_printed_is_taken_over_once_its_claim_is_old() {
            Project project = new Project();
            project.id = new ObjectId();
            project.name = "default";
            project.claimedAt = clock.instant();
            Given.await(given.documents.insert(Project.stored(), project));
            ApiKey unseen = Given.await(
                    given.keys.store(project.id, "first key", Role.GROUP_OWNER, KeyPair.generate(given.random), null));
            Given.await(Project.change(given.documents, project.id, found -> found.owners.add(unseen.id)));

            clock.advance(Bootstrap.CLAIM_LIFE);
            Given.await(instance().firstStart(unused));
            usable(shown().get(0));
            assertThat(theProject().owners).doesNotContain(unseen.id);

            clock.advance(Bootstrap.REMNANT_AGE);
            Given.await(instance().firstStart(unused));
            assertThat(Given.await(ApiKey.count())).isEqualTo(1);
            assertThat(shown()).hasSize(1);
        }

        @Test
        void is_waited_for_while_its_claim_is_recent() {
            Project project = new Project();
            project.id = new ObjectId();
            project.name = "default";
            project.claimedAt = clock.instant();
            Given.await(given.documents.insert(Project.stored(), project));
            var start = instance().firstStart(unused).subscribeAsCompletionStage();
            assertThat(start).isNotDone();
            clock.advance(Bootstrap.CLAIM_LIFE);
            assertThat(start).succeedsWithin(Duration.ofSeconds(10));
            assertThat(shown()).hasSize(1);
        }
    }

    /** Write access to the database makes nobody an owner. */
    @Nested
    class A_store_that_somebody_else_has_written_to {
        private void refuses(Bootstrap instance, Supplier<Uni<Void>> requireUnused, String sentence) {
            assertThatThrownBy(() -> Given.await(instance.firstStart(requireUnused)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(sentence);
            assertThat(shown()).isEmpty();
        }

        private Document stored(String collection) {
            return Given.await(Project.mongoDatabase()
                    .getCollection(collection)
                    .find()
                    .collect()
                    .first());
        }

        private void put(String collection, Document document) {
            Given.await(Project.mongoDatabase()
                    .getCollection(collection)
                    .deleteOne(new Document("_id", document.get("_id"))));
            Given.await(Project.mongoDatabase().getCollection(collection).insertOne(document));
        }

        @Test
        void with_an_unsigned_project_is_not_treated_as_a_first_start() {
            Given.await(instance().firstStart(unused));
            printed.reset();
            Document genuine = stored("projects");
            Document unsigned = new Document(genuine).append("keyShown", false).append("owners", List.of());
            unsigned.remove("signature");
            for (Document forged : List.of(
                    unsigned,
                    new Document(genuine).append("keyShown", false),
                    new Document(genuine).append("owners", List.of()),
                    new Document("_id", genuine.get("_id")),
                    new Document("_id", "strange").append("name", List.of("default")))) {
                Given.await(Project.deleteAll());
                put("projects", forged);
                refuses(instance(), unused, "none that this service has signed");
                refuses(instance(Settings.of(OPERATORS)), unused, "none that this service has signed");
            }
            assertThat(Given.await(ApiKey.count())).isEqualTo(1);
        }

        @Test
        void with_all_keys_deleted_prints_no_new_one_but_accepts_the_operator_s() {
            Given.await(instance().firstStart(unused));
            printed.reset();
            Given.await(ApiKey.deleteAll());
            Given.await(instance().firstStart(unused));
            assertThat(shown()).isEmpty();
            assertThat(Given.await(ApiKey.count())).isZero();
            Given.await(instance(Settings.of(OPERATORS)).firstStart(unused));
            usable(OPERATORS);
        }

        @Test
        void with_the_initial_project_put_back_prints_no_new_key_once_it_was_used() {
            Project project = new Project();
            project.id = new ObjectId();
            project.name = "default";
            Given.await(given.documents.insert(Project.stored(), project));
            refuses(
                    instance(),
                    () -> Uni.createFrom().failure(new IllegalStateException("the store was in use")),
                    "the store was in use");
            assertThat(Given.await(ApiKey.count())).isZero();
        }

        @Test
        void with_an_older_forged_project_uses_the_genuine_one() {
            Given.await(instance().firstStart(unused));
            put("projects", new Document("_id", new ObjectId(new byte[12])).append("name", "forged"));
            Given.await(instance(Settings.of(OPERATORS)).firstStart(unused));
            assertThat(Given.await(given.keys.withPublicKey(OPERATORS.publicKey())).project)
                    .isEqualTo(
                            Given.await(given.keys.withPublicKey(shown().get(0).publicKey())).project);
        }

        @Test
        void with_a_forged_key_in_place_of_the_operator_s_moves_it_aside() {
            Given.await(instance().firstStart(unused));
            Document forged = new Document(stored("api_keys"))
                    .append("_id", new ObjectId())
                    .append("publicKey", OPERATORS.publicKey());
            put("api_keys", forged);
            Given.await(instance(Settings.of(OPERATORS)).firstStart(unused));
            usable(OPERATORS);
            assertThat(given.stored("set_aside")).contains(forged.get("_id").toString());
            Given.await(instance(Settings.of(OPERATORS)).firstStart(unused));
            usable(OPERATORS);
        }
    }

    @Nested
    class The_operator_s_pair {
        @Test
        void owns_the_first_project_and_is_not_printed() {
            Given.await(instance(Settings.of(OPERATORS)).firstStart(unused));
            usable(OPERATORS);
            assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
        }

        @Test
        void is_ensured_at_every_start_without_ending_sessions() {
            Given.await(instance(Settings.of(OPERATORS)).firstStart(unused));
            ApiKey before = usable(OPERATORS);
            Given.await(instance(Settings.of(OPERATORS)).firstStart(unused));
            ApiKey after = usable(OPERATORS);
            assertThat(after.id).isEqualTo(before.id);
            assertThat(after.credential).isEqualTo(before.credential);
            assertThat(Given.await(ApiKey.count())).isEqualTo(1);
        }

        @Test
        void is_ensured_by_instances_that_start_together() {
            Given.await(Uni.join()
                    .all(
                            instance(Settings.of(OPERATORS)).firstStart(unused),
                            instance(Settings.of(OPERATORS)).firstStart(unused),
                            instance(Settings.of(OPERATORS)).firstStart(unused))
                    .andFailFast());
            assertThat(theProject().owners).containsExactly(usable(OPERATORS).id);
        }

        @Test
        void joins_the_key_that_was_printed_before() {
            Given.await(instance().firstStart(unused));
            Given.await(instance(Settings.of(OPERATORS)).firstStart(unused));
            usable(OPERATORS);
            usable(shown().get(0));
            assertThat(theProject().owners).hasSize(2);
        }

        @Test
        void with_a_changed_private_half_replaces_the_credential_and_ends_its_sessions() {
            Given.await(instance(Settings.of(OPERATORS)).firstStart(unused));
            ApiKey key = usable(OPERATORS);
            KeyPair changed = new KeyPair(OPERATORS.publicKey(), Plaintext.of("another key of the operator"));
            Given.await(instance(Settings.of(changed)).firstStart(unused));
            assertThat(Given.await(Session.count(new Document("key", key.id)))).isZero();
            assertThat(usable(changed).id).isEqualTo(key.id);
            String old = OPERATORS.ha1().reveal();
            assertThat(Given.await(given.keys.prove(Client.NONE, OPERATORS.publicKey(), stored -> stored.equals(old))))
                    .isNull();
        }

        @Test
        void becomes_an_owner_again_if_it_is_not_one() {
            Given.await(instance(Settings.of(OPERATORS)).firstStart(unused));
            ApiKey key = usable(OPERATORS);
            Given.await(given.keys.change(key.id, stored -> stored.role = Role.GROUP_READ_ONLY));
            Given.await(Project.change(given.documents, key.project, stored -> stored.owners.remove(key.id)));
            Given.await(instance(Settings.of(OPERATORS)).firstStart(unused));
            usable(OPERATORS);
        }

        @Test
        void of_another_project_stops_the_start() {
            Given.await(instance().firstStart(unused));
            Given.Holder elsewhere = given.ownerOfNewProject();
            assertThatThrownBy(() ->
                            Given.await(instance(Settings.of(elsewhere.pair())).firstStart(unused)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another project");
        }

        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                value = {
                    "operator, -, VALISE_BOOTSTRAP_PUBLIC_KEY is set but VALISE_BOOTSTRAP_PRIVATE_KEY is not",
                    "-, the private key, VALISE_BOOTSTRAP_PRIVATE_KEY is set but VALISE_BOOTSTRAP_PUBLIC_KEY is not",
                    "a:b, the private key, VALISE_BOOTSTRAP_PUBLIC_KEY must be",
                    "operator, short, VALISE_BOOTSTRAP_PRIVATE_KEY must have 8 to 128 characters"
                })
        void that_is_half_set_or_breaks_a_rule_stops_the_start(String publicKey, String privateKey, String sentence) {
            Settings settings = new Settings(Optional.ofNullable(publicKey), Optional.ofNullable(privateKey));
            assertThatThrownBy(() -> Given.await(instance(settings).firstStart(unused)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(sentence)
                    .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("the private key"));
            assertThat(Given.await(Project.count())).isZero();
        }
    }
}
