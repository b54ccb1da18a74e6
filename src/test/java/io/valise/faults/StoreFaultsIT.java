package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.valise.faults.Client.Reply;
import io.valise.faults.FaultProxy.Fault;
import io.valise.store.embedded.StoreOnItsOwn;
import io.valise.testing.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every way in which the store can fail, at every command of every kind of change. In each case the state is the old
 * one or the new one, the answer is correct, and no restart is needed to continue. The tests mostly wait, so they run
 * in parallel, each with its own service and store.
 */
@Execution(ExecutionMode.CONCURRENT)
class StoreFaultsIT {
    private static final String CONTENT = "made-up-content-of-a-secret";
    /** {@link FailoverTest} covers elections and write conflicts. */
    static final Set<Fault> OF_WRITES = EnumSet.range(Fault.LOSE_COMMAND, Fault.DOWN_AFTER);

    /** What is written before the step that makes the change effective. It has no effect by itself. */
    private static final Set<String> PREPARED = Set.of("secrets", "values", "blocks", "audit_intents");

    private static final Set<Fault> OF_READS = EnumSet.of(Fault.LOSE_COMMAND, Fault.DOWN_BEFORE);
    /**
     * What is looked up before every change, unless it was cached a moment ago. A separate test makes these look-ups
     * fail.
     */
    private static final Set<String> OF_EVERY_REQUEST = Set.of("sessions", "api_keys", "apps");

    @TempDir
    Path folder;

    private StoreOnItsOwn onItsOwn;
    private FaultProxy store;
    private Service service;
    private String base;
    private Client me;
    private Client colleague;
    private int apps;

    @BeforeEach
    void start() throws Exception {
        onItsOwn = new StoreOnItsOwn(Files.createDirectory(folder.resolve("store")));
        store = FaultyStore.behindProxy(onItsOwn);
        Map<String, String> settings = Service.variables(FaultyStore.settings(store));
        settings.put("QUARKUS_LOG_CATEGORY__IO_VALISE__LEVEL", "DEBUG");
        service = Service.start(folder, settings);
        base = service.ready();
        me = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
        colleague = me.colleague();
    }

    @AfterEach
    void nothingSecretIsInTheLog() throws Exception {
        try (AutoCloseable first = onItsOwn;
                AutoCloseable second = store;
                AutoCloseable third = service) {
            assertThat(service.output()).doesNotContain(CONTENT, Client.PRIVATE_KEY);
        }
    }

    /** The state of an app, without what differs between two apps that are created in the same way. */
    record State(boolean draft, String mine, String everyones, List<Long> revisions) {}

    /** A change, and the app that it is made on, which has a secret, a value and an environment tag. */
    private abstract class Change {
        final String app = me.newApp("app" + ++apps);
        final String secret = id(me.post(app + "/secrets", Map.of("name", "old-secret", "value", CONTENT)));
        final String value = id(me.post(app + "/values", Map.of("name", "old-value", "value", "first")));

        abstract Reply make();

        /** Makes the change again once the store works: the change exists exactly once. */
        abstract void repeat(Reply first, State now, State after);

        State state() {
            List<Long> revisions = colleague.get(app + "/deployments").list(JsonNode::toString).stream()
                    .filter(deployment -> deployment.contains("\"successful\""))
                    .map(StoreFaultsIT::revision)
                    .sorted()
                    .toList();
            assertThat(revisions)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, revisions.size()).boxed().toList());
            return new State(!me.get(app + "/drafts").json().isEmpty(), view(me, app), view(colleague, app), revisions);
        }
    }

    private interface Changes {
        Change prepare();
    }

    @Test
    void at_each_step_of_an_immediate_change() {
        Changes changes = () -> new Change() {
            @Override
            Reply make() {
                return me.post(app + "/secrets", Map.of("name", "new-secret", "value", CONTENT));
            }

            @Override
            void repeat(Reply first, State now, State after) {
                assertThat(make().error()).isEqualTo(now.equals(after) ? "SecretAlreadyExists" : "");
                assertThat(state()).isEqualTo(after);
            }
        };
        survives(changes);
    }

    @Test
    void at_each_look_up_before_a_request() throws Exception {
        String secrets = me.newApp("app" + ++apps) + "/secrets";
        for (String lookedUp : OF_EVERY_REQUEST) {
            for (Fault fault : OF_READS) {
                String where = fault + " at the look-up in " + lookedUp;
                AtomicReference<Reply> last = new AtomicReference<>();
                store.fail(0, command -> command.is("find", lookedUp), fault);
                // What was read a moment ago is still cached.
                Await.until(where, () -> {
                    last.set(me.get(secrets));
                    return store.isSpent();
                });
                assertThat(last.get().status()).as(where).isIn(200, 503);
                if (last.get().status() == 503) {
                    assertThat(last.get().error()).as(where).isEqualTo("StoreUnavailable");
                }
                backAgain();
                assertThat(me.get(secrets).status()).as(where).isEqualTo(200);
            }
        }
    }

    @Test
    void at_each_step_of_a_change_that_joins_a_draft() {
        survives(() -> new Change() {
            final String draft = id(me.post(app + "/drafts", Map.of()));
            final Reply earlier = me.post(app + "/values", Map.of("name", "staged", "value", 1));

            @Override
            Reply make() {
                return me.post(app + "/values", Map.of("name", "new-value", "value", 2));
            }

            @Override
            void repeat(Reply first, State now, State after) {
                assertThat(make().error()).isEqualTo(now.equals(after) ? "ValueDuplicateName" : "");
                assertThat(state()).isEqualTo(after);
                assertThat(me.post(app + "/drafts/" + draft + "/deployment", null)
                                .status())
                        .isEqualTo(201);
                assertThat(view(colleague, app)).contains("old-value", "staged", "new-value");
            }
        });
    }

    @Test
    void at_each_step_of_a_drafts_deployment() {
        survives(() -> new Change() {
            final String draft = id(me.post(app + "/drafts", Map.of()));

            {
                me.post(app + "/secrets", Map.of("name", "new-secret", "value", CONTENT));
                me.send(
                        "PUT",
                        app + "/values/" + value,
                        Map.of("name", "renamed-value", "value", "new-secret", "from_secret", true));
                me.delete(app + "/secrets/" + secret);
                me.send("PUT", app + "/environment", Map.of("environment", "production"));
            }

            @Override
            Reply make() {
                return me.post(app + "/drafts/" + draft + "/deployment", Map.of("name", "the new one"));
            }

            @Override
            void repeat(Reply first, State now, State after) {
                Reply again = make();
                assertThat(again.status()).as(again.body()).isEqualTo(201);
                assertThat(state()).isEqualTo(after);
                if (first.status() == 201) {
                    assertThat(again.body()).isEqualTo(first.body());
                }
            }
        });
    }

    @Test
    void at_each_step_of_a_redeployment() {
        survives(() -> new Change() {
            final String earlier = me.get(app + "/deployments").each("_id").get(0);
            final Reply later = me.send("PUT", app + "/values/" + value, Map.of("name", "old-value", "value", "other"));

            @Override
            Reply make() {
                return me.post(app + "/deployments/" + earlier + "/redeploy", null);
            }

            @Override
            void repeat(Reply first, State now, State after) {
                assertThat(make().status()).isEqualTo(204);
                assertThat(state().everyones).isEqualTo(after.everyones).contains("first");
            }
        });
    }

    @Test
    void at_each_step_of_opening_a_draft() {
        survives(() -> new Change() {
            @Override
            Reply make() {
                return me.post(app + "/drafts", null);
            }

            @Override
            void repeat(Reply first, State now, State after) {
                assertThat(make().error()).isEqualTo(now.equals(after) ? "DraftAlreadyExists" : "");
                assertThat(state()).isEqualTo(after);
            }
        });
    }

    @Test
    void at_each_step_of_discarding_a_draft() {
        survives(() -> new Change() {
            final String draft = id(me.post(app + "/drafts", Map.of()));
            final Reply staged = me.delete(app + "/values/" + value);

            @Override
            Reply make() {
                return me.delete(app + "/drafts/" + draft);
            }

            @Override
            void repeat(Reply first, State now, State after) {
                assertThat(make().error()).isEqualTo(now.equals(after) ? "DraftNotFound" : "");
                assertThat(state()).isEqualTo(after);
            }
        });
    }

    @Test
    void at_each_step_of_setting_the_environment() {
        survives(() -> new Change() {
            @Override
            Reply make() {
                return me.send("PUT", app + "/environment", Map.of("environment", "qa"));
            }

            @Override
            void repeat(Reply first, State now, State after) {
                assertThat(make().status()).isEqualTo(200);
                assertThat(state()).isEqualTo(after);
            }
        });
    }

    @Test
    void at_each_step_of_making_an_app() {
        survives(() -> new Change() {
            final String name = "made" + apps;

            @Override
            Reply make() {
                return me.post("/apps", Map.of("name", name));
            }

            @Override
            void repeat(Reply first, State now, State after) {
                assertThat(make().error()).isEqualTo(now.equals(after) ? "AppAlreadyExists" : "");
                assertThat(state()).isEqualTo(after);
            }

            /** An app that is listed is complete. */
            @Override
            State state() {
                List<Long> found = new ArrayList<>();
                for (JsonNode listed : me.get("/apps").json()) {
                    if (listed.get("name").asText().equals(name)) {
                        String made = "/apps/" + listed.get("_id").asText();
                        assertThat(me.get(made + "/description").status()).isEqualTo(200);
                        assertThat(me.get(made + "/deployments").json()).isEmpty();
                        found.add(0L);
                    }
                }
                return new State(false, "", "", found);
            }
        });
    }

    @Test
    void at_each_step_of_deleting_an_app() {
        survives(() -> new Change() {
            final String name = "app" + apps;

            @Override
            Reply make() {
                return me.delete(app);
            }

            /**
             * If a deletion was interrupted after the tombstone, the app can no longer be read, and the deletion is
             * completed now.
             */
            @Override
            void repeat(Reply first, State now, State after) {
                if (now.equals(after)) {
                    assertThat(names()).doesNotContain(name);
                    assertThat(make().error()).isIn("", "AppNotFound");
                } else {
                    assertThat(make().error()).isEmpty();
                }
                assertThat(make().error()).isEqualTo("AppNotFound");
                assertThat(state()).isEqualTo(after);
                assertThat(me.post("/apps", Map.of("name", name)).status()).isEqualTo(201);
            }

            private List<String> names() {
                return me.get("/apps").each("name");
            }

            @Override
            State state() {
                return me.get(app).status() == 404 ? new State(false, "", "", List.of()) : super.state();
            }
        });
    }

    @Test
    void at_each_step_of_making_an_api_key() {
        survives(() -> new Change() {
            final String name = "robot" + apps;

            @Override
            Reply make() {
                return me.post("/api_keys", Map.of("name", name, "role", "GROUP_OWNER"));
            }

            @Override
            void repeat(Reply first, State now, State after) {
                if (first.status() == 201) {
                    JsonNode key = first.json();
                    Client.login(
                            base,
                            key.get("public_key").asText(),
                            key.get("private_key").asText());
                }
            }

            @Override
            State state() {
                long count = me.get("/api_keys").each("name").stream()
                        .filter(name::equals)
                        .count();
                return new State(false, "", "", List.of(count));
            }
        });
    }

    @Test
    void at_each_step_of_a_login() {
        survives(() -> new Change() {
            @Override
            Reply make() {
                return Client.send(
                        base,
                        "",
                        "POST",
                        Client.ADMIN + "/auth/providers/mongodb-cloud/login",
                        Map.of("username", Client.PUBLIC_KEY, "apiKey", Client.PRIVATE_KEY));
            }

            @Override
            void repeat(Reply first, State now, State after) {
                if (first.status() == 200) {
                    String token = first.json().get("access_token").asText();
                    assertThat(Client.send(base, token, "GET", Client.ADMIN + "/auth/profile", null)
                                    .status())
                            .isEqualTo(200);
                }
                assertThat(make().status()).isEqualTo(200);
            }
        });
    }

    /** Nothing refers to them before the revision exists. If one of their batches fails, nothing has changed. */
    @Test
    void at_a_batch_of_the_contents_of_an_import() {
        Map<String, Object> thousand = new LinkedHashMap<>();
        for (int i = 0; i < 1_000; i++) {
            thousand.put("value" + i, i);
        }
        for (Fault fault : OF_WRITES) {
            String app = me.newApp("app" + ++apps);
            store.seen();
            store.fail(1, command -> command.is("insert", "values"), fault);
            Reply reply = me.post(app + "/values/import", thousand);
            assertThat(store.isSpent()).as(fault.toString()).isTrue();
            long batches = store.seen().stream()
                    .filter(command -> command.is("insert", "values"))
                    .count();
            backAgain();
            if (reply.status() == 200) {
                assertThat(batches).isGreaterThanOrEqualTo(2);
                assertThat(me.get(app + "/values").json()).as(fault.toString()).hasSize(1_000);
            } else {
                assertThat(reply.error()).as(fault.toString()).isEqualTo("StoreUnavailable");
                assertThat(me.get(app + "/values").json()).as(fault.toString()).isEmpty();
            }
        }
    }

    private static boolean isOfTheChange(Command step) {
        // The signed head of the audit is updated in parallel to the answer, and open drafts are counted on a schedule.
        return !step.target().equals("audit_heads")
                && !step.is("count", "drafts")
                && (step.isWrite() || !OF_EVERY_REQUEST.contains(step.target()));
    }

    private void survives(Changes changes) {
        Change healthy = changes.prepare();
        State before = healthy.state();
        store.seen();
        Reply success = healthy.make();
        List<Command> steps =
                store.seen().stream().filter(StoreFaultsIT::isOfTheChange).toList();
        State after = healthy.state();
        assertThat(success.status()).as(success.body()).isBetween(200, 204);

        int tries = 0;
        for (int step = 0; step < steps.size(); step++) {
            for (Fault fault : steps.get(step).isWrite() ? OF_WRITES : OF_READS) {
                String where = fault + " at step " + step + ", " + steps.get(step);
                String error = survives(changes.prepare(), step, fault, where, success.status(), before, after);
                if (PREPARED.contains(steps.get(step).target())
                        && !steps.get(step).name().equals("delete")) {
                    assertThat(error).as(where).isNotEqualTo("OutcomeUnknown");
                }
                tries++;
            }
        }
        System.out.printf("%d faults at %d steps: %s%n", tries, steps.size(), steps);
    }

    /** Returns the error code of the answer. */
    private String survives(
            Change change, int step, Fault fault, String where, int success, State before, State after) {
        assertThat(change.state()).as("before %s", where).isEqualTo(before);
        store.fail(step, StoreFaultsIT::isOfTheChange, fault);
        Reply reply = change.make();
        assertThat(store.isSpent()).as(where).isTrue();
        backAgain();
        State now = change.state();

        String answer = where + ": " + reply.status() + " " + reply.body();
        if (reply.status() == success) {
            assertThat(now).as(answer).isEqualTo(after);
        } else {
            assertThat(reply.status()).as(answer).isEqualTo(503);
            assertThat(reply.retryAfter()).as(answer).matches("[1-9][0-9]*");
            assertThat(reply.body()).as(answer).doesNotContain("Exception", "mongo", "127.0.0.1", CONTENT);
            if (reply.error().equals("StoreUnavailable")) {
                assertThat(now).as(answer).isEqualTo(before);
            } else {
                assertThat(reply.error()).as(answer).isEqualTo("OutcomeUnknown");
                assertThat(now).as(answer).isIn(before, after);
            }
        }
        change.repeat(reply, now, after);
        return reply.error();
    }

    private void backAgain() {
        backAgain(store, me);
    }

    static void backAgain(FaultProxy store, Client me) {
        try {
            store.restore();
            Await.until(
                    "the store is reached again",
                    () -> me.get("/apps?product=atlas").status() == 200
                            && me.get("/api_keys").status() == 200);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String view(Client client, String app) {
        List<String> seen = new ArrayList<>(client.get(app + "/secrets")
                .list(secret -> "secret " + secret.get("name") + secret.get("version") + secret.get("used_by")));
        for (String id : client.get(app + "/values").each("_id")) {
            JsonNode value = client.get(app + "/values/" + id).json();
            seen.add("value " + value.get("name") + value.get("from_secret") + value.get("value"));
        }
        seen.add("tag " + client.get(app).json().get("environment"));
        return String.join("\n", seen);
    }

    static Long revision(String deployment) {
        return Long.valueOf(deployment.replaceAll(".*\"revision\":(\\d+).*", "$1"));
    }

    private static String id(Reply created) {
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return created.json().get("_id").asText();
    }
}
