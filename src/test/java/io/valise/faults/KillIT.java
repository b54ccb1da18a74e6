package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.valise.faults.Client.Reply;
import io.valise.testing.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Kills the packaged service with {@code kill -9} repeatedly, in the middle of work on its embedded store. */
@Isolated("measures time, or how much was done in it")
class KillIT {
    private static final int ROUNDS = 12;
    private static final int WRITERS = 3;
    private static final int DRAFTERS = 3;
    private static final int CHANGES_IN_A_DRAFT = 4;
    private static final String CONTENT = "made-up-content-of-a-secret";

    @TempDir
    Path folder;

    private final Random random = new Random(20261123);
    private final List<Round> rounds = new ArrayList<>();

    /** One draft: the names of the acknowledged changes, and the deployment if it was acknowledged. */
    private record Draft(int drafter, String id, List<String> names, List<String> deployment) {}

    /** What was written to two apps between two kills: one app is changed immediately, the other by drafts. */
    private record Round(
            String immediate,
            String drafted,
            Set<String> sent,
            Set<String> acknowledged,
            ConcurrentLinkedQueue<Draft> drafts) {}

    @Test
    void everything_acknowledged_is_there_and_nothing_by_half() throws Exception {
        Map<String, String> settings =
                Map.of("VALISE_DATA_DIR", folder.resolve("data").toString());
        List<Client> drafters = new ArrayList<>();
        int writes = 0;
        int deployments = 0;
        int openDrafts = 0;
        for (int kills = 0; kills <= ROUNDS; kills++) {
            try (Service service = Service.start(folder, settings)) {
                String base = service.ready();
                Client me = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
                while (drafters.size() < DRAFTERS) {
                    drafters.add(me.colleague());
                }
                drafters.replaceAll(drafter -> drafter.at(base));
                if (kills > 0) {
                    Round round = rounds.get(kills - 1);
                    verify(me, round);
                    openDrafts += settleDrafts(drafters, round);
                    writes += round.acknowledged.size();
                    deployments += (int) round.drafts.stream()
                            .filter(draft -> !draft.deployment.isEmpty())
                            .count();
                }
                if (kills < ROUNDS) {
                    rounds.add(work(service, me, drafters, kills));
                } else {
                    rounds.forEach(round -> verify(me, round));
                }
                assertThat(service.output()).doesNotContain(CONTENT, Client.PRIVATE_KEY, "\tat ");
            }
        }
        System.out.printf(
                "%d kills: %d immediate changes and %d deployments of drafts acknowledged, none lost; %d drafts were"
                        + " still open%n",
                ROUNDS, writes, deployments, openDrafts);
        assertThat(writes).isGreaterThan(ROUNDS);
        assertThat(deployments).isPositive();
    }

    private Round work(Service service, Client me, List<Client> drafters, int number) throws Exception {
        Round round = new Round(
                me.newApp("immediate" + number),
                me.newApp("drafted" + number),
                ConcurrentHashMap.newKeySet(),
                ConcurrentHashMap.newKeySet(),
                new ConcurrentLinkedQueue<>());
        List<Thread> threads = new ArrayList<>();
        for (int worker = 0; worker < WRITERS; worker++) {
            int writer = worker;
            threads.add(new Thread(() -> untilKilled(write -> change(me, round, "w" + writer + "-" + write))));
        }
        for (int worker = 0; worker < DRAFTERS; worker++) {
            int drafter = worker;
            threads.add(new Thread(
                    () -> untilKilled(draft -> draft(drafters.get(drafter), drafter, round, drafter + "-" + draft))));
        }
        threads.forEach(Thread::start);
        Await.until("there is some work done", () -> round.acknowledged.size() >= WRITERS && !round.drafts.isEmpty());
        if (number == 0) {
            Await.until(
                    "a draft is deployed", () -> round.drafts.stream().anyMatch(draft -> !draft.deployment.isEmpty()));
        }
        Thread.sleep(random.nextInt(700));
        service.kill();
        for (Thread thread : threads) {
            thread.join();
        }
        return round;
    }

    private interface Step {
        void run(int number) throws IOException;
    }

    private static void untilKilled(Step step) {
        try {
            for (int number = 0; ; number++) {
                step.run(number);
            }
        } catch (IOException killed) {
            // Expected: the service was killed.
        }
    }

    private static void change(Client client, Round round, String name) throws IOException {
        round.sent.add(name);
        boolean secret = name.hashCode() % 2 == 0;
        Reply reply = secret
                ? client.trySend("POST", round.immediate + "/secrets", Map.of("name", name, "value", CONTENT))
                : client.trySend("POST", round.immediate + "/values", Map.of("name", name, "value", name));
        if (created(reply)) {
            round.acknowledged.add(name);
        }
    }

    private static void draft(Client client, int drafter, Round round, String name) throws IOException {
        Reply begun = client.trySend("POST", round.drafted + "/drafts", null);
        if (!created(begun)) {
            return;
        }
        Draft draft =
                new Draft(drafter, begun.json().get("_id").asText(), new ArrayList<>(), new CopyOnWriteArrayList<>());
        round.drafts.add(draft);
        for (int change = 0; change < CHANGES_IN_A_DRAFT; change++) {
            String changed = "d" + name + "-" + change;
            if (created(client.trySend("POST", round.drafted + "/values", Map.of("name", changed, "value", changed)))) {
                draft.names.add(changed);
            }
        }
        Reply deployed = client.trySend("POST", round.drafted + "/drafts/" + draft.id + "/deployment", null);
        if (created(deployed)) {
            draft.deployment.add(deployed.json().get("_id").asText());
        }
    }

    /** Under this load the store may report that it is busy. No other error is allowed. */
    private static boolean created(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isIn(201, 503);
        return reply.status() == 201;
    }

    private static void verify(Client me, Round round) {
        Set<String> found = new HashSet<>(me.get(round.immediate + "/secrets").each("name"));
        found.addAll(readableValues(me, round.immediate));
        assertThat(found).containsAll(round.acknowledged).isSubsetOf(round.sent);
        assertWhole(me, round.immediate);

        Set<String> live = readableValues(me, round.drafted);
        for (Draft draft : round.drafts) {
            if (!draft.deployment.isEmpty()) {
                assertThat(live).containsAll(draft.names);
                JsonNode deployment = me.get(round.drafted + "/deployments/" + draft.deployment.get(0))
                        .json();
                assertThat(deployment.get("status").asText()).isEqualTo("successful");
                assertThat(deployment.get("draft_id").asText()).isEqualTo(draft.id);
            } else if (draft.names.stream().anyMatch(live::contains)) {
                assertThat(live).as("a draft that was deployed only in part").containsAll(draft.names);
            }
        }
        assertWhole(me, round.drafted);
    }

    private static Set<String> readableValues(Client client, String app) {
        Set<String> names = new HashSet<>();
        for (String id : client.get(app + "/values").each("_id")) {
            JsonNode value = client.get(app + "/values/" + id).json();
            assertThat(value.path("value").asText())
                    .isEqualTo(value.path("name").asText());
            names.add(value.get("name").asText());
        }
        return names;
    }

    /** Checks that each revision exists exactly once. */
    private static void assertWhole(Client client, String app) {
        Reply list = client.get(app + "/deployments?limit=1000");
        List<Long> revisions = list
                .list(deployment -> deployment.get("revision").asText())
                .stream()
                .map(Long::valueOf)
                .sorted()
                .toList();
        assertThat(revisions)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, revisions.size()).boxed().toList());
    }

    /** Deploys the drafts that were open when the process was killed, and returns how many there were. */
    private static int settleDrafts(List<Client> drafters, Round round) {
        int open = 0;
        for (int drafter = 0; drafter < drafters.size(); drafter++) {
            Client client = drafters.get(drafter);
            List<String> ids = client.get(round.drafted + "/drafts").each("_id");
            for (Draft draft : round.drafts) {
                if (ids.contains(draft.id)) {
                    assertThat(draft.deployment).isEmpty();
                    assertThat(readableValues(client, round.drafted)).containsAll(draft.names);
                } else if (draft.drafter == drafter && draft.deployment.isEmpty()) {
                    assertThat(readableValues(client, round.drafted))
                            .as("a draft whose deployment was not acknowledged")
                            .containsAll(draft.names);
                }
            }
            for (String id : ids) {
                open++;
                Reply deployed = client.post(round.drafted + "/drafts/" + id + "/deployment", null);
                assertThat(deployed.status()).as(deployed.body()).isEqualTo(201);
            }
            assertThat(client.get(round.drafted + "/drafts").json()).isEmpty();
        }
        return open;
    }
}
