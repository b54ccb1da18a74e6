package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.valise.faults.Client.Reply;
import io.valise.testing.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Several users of one app work at the same time on the packaged service, with drafts and immediate changes. The
 * service is killed and restarted meanwhile, and a program reads values. Every revision is what one user meant to do,
 * applied to what that user had seen. Programs read exactly these revisions.
 */
@Isolated("measures time, or how much was done in it")
class HistoryIT {
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("valise.history.seconds", 30));
    private static final long SEED = Long.getLong("valise.history.seed", System.nanoTime());

    private static final int MOVERS = 3;
    private static final int COUNTERS = 2;
    /** The shortest work phase between two kills, in milliseconds. It makes fewer revisions than the service keeps. */
    private static final int SHORTEST = 500;

    private static final int LONGEST = 2_000;
    /** The minimum number of acknowledged deployments between two kills, unless that takes too long. */
    private static final int ENOUGH = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String KEPT = "1000";
    /** How often a rejected draft is rebased onto the newest revision before it is discarded. */
    private static final int REBASES = 3;
    /**
     * The pause between two run-time reads, and between two counts of one user, in milliseconds. Drafts need CPU time
     * too.
     */
    private static final int PAUSE = 10;

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final Map<String, String> ids = new HashMap<>();

    private Ledger ledger;
    private String app;
    private String programs;
    private String runtimeToken;

    @Test
    void every_revision_is_what_somebody_meant_on_what_they_had_seen() throws Exception {
        try {
            walk();
        } catch (Throwable failure) {
            throw new AssertionError("with -Dvalise.history.seed=" + SEED + ": " + failure.getMessage(), failure);
        }
    }

    private void walk() throws Exception {
        Map<String, String> settings = Map.of(
                "VALISE_DATA_DIR",
                folder.resolve("data").toString(),
                "VALISE_LIMITS_HISTORY",
                KEPT,
                "VALISE_SESSION_ACCESS_TOKEN_LIFE",
                "PT12H");
        Instant end = Instant.now().plus(TIME);
        List<Client> users = new ArrayList<>();
        for (int kills = 0; ; kills++) {
            try (Service service = Service.start(folder, settings)) {
                String base = service.ready();
                users.replaceAll(user -> user.at(base));
                if (kills == 0) {
                    setUp(base, users);
                } else {
                    ledger.verify(users.get(0), app);
                }
                if (kills > 0 && Instant.now().isAfter(end)) {
                    tell(kills);
                    return;
                }
                work(service, users);
            }
        }
    }

    private void tell(int kills) {
        System.out.printf(
                "%d kills: %d revisions, %d deployments of drafts and %d immediate changes acknowledged, none lost and"
                        + " none overwritten unseen%n",
                kills, ledger.verified(), ledger.deployments(), ledger.counts());
        assertThat(ledger.deployments()).isGreaterThan(kills);
        assertThat(ledger.counts()).isGreaterThan(kills);
    }

    private void setUp(String base, List<Client> users) {
        Client me = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
        for (int user = 0; user < MOVERS + COUNTERS; user++) {
            users.add(me.colleague());
        }
        app = me.newApp("ledger");
        Ledger.ACCOUNTS.forEach(account -> create(me, account, Ledger.BALANCE));
        create(me, Ledger.COUNTER, 0);
        ledger = new Ledger(ids.size());
        programs =
                "/api/client/v1/apps/" + me.get(app).json().get("client_app_id").asText();
        Reply token = me.post(app + "/runtime_tokens", Map.of("name", "program"));
        assertThat(token.status()).as(token.body()).isEqualTo(201);
        runtimeToken = token.json().get("token").asText();
    }

    private void create(Client me, String name, int content) {
        Reply created = me.post(app + "/values", Map.of("name", name, "value", content));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        ids.put(name, created.json().get("_id").asText());
    }

    /** Runs all users concurrently until the service is killed. */
    private void work(Service service, List<Client> users) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int user = 0; user < users.size(); user++) {
            Client client = users.get(user);
            Random own = new Random(random.nextLong());
            threads.add(new Thread(untilKilled(user < MOVERS ? () -> move(client, own) : () -> count(client))));
        }
        Client program = users.get(0);
        threads.add(new Thread(untilKilled(() -> read(program))));
        threads.forEach(Thread::start);
        Instant end = Instant.now().plus(PATIENCE);
        Throwable failure;
        do {
            failure = failures.poll(SHORTEST + random.nextInt(LONGEST - SHORTEST), TimeUnit.MILLISECONDS);
        } while (failure == null
                && ledger.unverified() < ENOUGH
                && Instant.now().isBefore(end));
        service.kill();
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure != null) {
            throw new AssertionError(failure.getMessage(), failure);
        }
        assertThat(failures).isEmpty();
    }

    private interface Turn {
        void take() throws IOException, InterruptedException;
    }

    private Runnable untilKilled(Turn turn) {
        return () -> {
            try {
                while (true) {
                    turn.take();
                }
            } catch (IOException killed) {
                // Expected: the service was killed.
            } catch (Throwable failure) {
                failures.add(failure);
            }
        };
    }

    /** Whether the status is the expected one. False if the store is busy: the reply is then of no use. */
    private static boolean answers(Reply reply, int right, Integer... alsoRight) {
        List<Integer> statuses = new ArrayList<>(List.of(alsoRight));
        statuses.add(right);
        statuses.add(503);
        assertThat(reply.status()).as(reply.body()).isIn(statuses);
        return reply.status() == right;
    }

    /** Makes one draft that moves an amount from one account to another. */
    private void move(Client me, Random own) throws IOException {
        for (String leftOver : leftOvers(me)) {
            if (!answers(me.trySend("DELETE", app + "/drafts/" + leftOver, null), 204, 404, 409)) {
                finish(me, leftOver);
                return;
            }
        }
        Reply begun = me.trySend("POST", app + "/drafts", null);
        if (!answers(begun, 201, 409)) {
            return;
        }
        String draft = begun.json().get("_id").asText();
        for (int rebases = 0; rebases <= REBASES; rebases++) {
            Map<String, Integer> balances = accounts(me);
            if (balances.size() < Ledger.ACCOUNTS.size()) {
                return;
            }
            Ledger.Move move = choose(balances, own);
            if (!stage(me, move)) {
                return;
            }
            ledger.intends(draft, move);
            long known = ledger.newest();
            Reply deployed = me.trySend("POST", app + "/drafts/" + draft + "/deployment", null);
            if (answers(deployed, 201, 409)) {
                ledger.deployed(draft, deployed.json(), known);
                return;
            }
            if (deployed.status() == 503 || own.nextInt(4) == 0 || !rebase(me, draft, move)) {
                return;
            }
        }
    }

    /** A kill interrupted the draft's deployment, so the draft cannot be discarded yet: deploys it again. */
    private void finish(Client me, String draft) throws IOException {
        Reply deployed = me.trySend("POST", app + "/drafts/" + draft + "/deployment", null);
        if (answers(deployed, 201, 404, 409)) {
            ledger.deployed(draft, deployed.json(), 0);
        }
    }

    /** The user's open drafts: those that an earlier turn gave up or that a kill interrupted. */
    private List<String> leftOvers(Client me) throws IOException {
        Reply drafts = me.trySend("GET", app + "/drafts", null);
        return answers(drafts, 200) ? drafts.each("_id") : List.of();
    }

    /**
     * Reads all accounts with one request each: the draft's view does not change meanwhile. Returns fewer if the store
     * is busy.
     */
    private Map<String, Integer> accounts(Client me) throws IOException {
        Map<String, Integer> balances = new TreeMap<>();
        for (String account : Ledger.ACCOUNTS) {
            Reply value = me.trySend("GET", app + "/values/" + ids.get(account), null);
            if (!answers(value, 200)) {
                return Map.of();
            }
            balances.put(account, value.json().get("value").asInt());
        }
        Ledger.assertBalanced(balances, "the view of a draft");
        return balances;
    }

    private static Ledger.Move choose(Map<String, Integer> balances, Random own) {
        int from = own.nextInt(Ledger.ACCOUNTS.size());
        int to = (from + 1 + own.nextInt(Ledger.ACCOUNTS.size() - 1)) % Ledger.ACCOUNTS.size();
        int amount = 1 + own.nextInt(20);
        String giver = Ledger.ACCOUNTS.get(from);
        String taker = Ledger.ACCOUNTS.get(to);
        return new Ledger.Move(
                Map.of(giver, balances.get(giver), taker, balances.get(taker)),
                Map.of(giver, balances.get(giver) - amount, taker, balances.get(taker) + amount));
    }

    private boolean stage(Client me, Ledger.Move move) throws IOException {
        for (var balance : move.made().entrySet()) {
            Reply put = me.trySend("PUT", app + "/values/" + ids.get(balance.getKey()), value(balance));
            if (!answers(put, 200)) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, Object> value(Map.Entry<String, Integer> named) {
        return Map.of("name", named.getKey(), "value", named.getValue());
    }

    /**
     * Keeps the other users' changes where they were first, and reverts the rest of the move. False if the draft is
     * given up.
     */
    private boolean rebase(Client me, String draft, Ledger.Move move) throws IOException {
        String path = app + "/drafts/" + draft;
        Reply first = me.trySend("POST", path + "/rebase", null);
        if (!answers(first, 409, 200)) {
            return false;
        }
        assertThat(first.error()).isEqualTo("DraftConflict");
        List<String> conflicts = new ArrayList<>();
        for (JsonNode conflict : first.json().get("conflicts")) {
            conflicts.add(conflict.get("_id").asText());
        }
        List<String> touched = move.made().keySet().stream().map(ids::get).toList();
        assertThat(conflicts).isNotEmpty().isSubsetOf(touched);
        Map<String, Object> decision =
                Map.of("revision", first.json().get("revision").asLong(), "mine", List.of(), "theirs", conflicts);
        if (!answers(me.trySend("POST", path + "/rebase", decision), 200, 409)) {
            return false;
        }
        for (String id : touched) {
            if (!conflicts.contains(id) && !answers(me.trySend("DELETE", path + "/changes/" + id, null), 204)) {
                return false;
            }
        }
        return true;
    }

    /** Increments the counter, unless another user was first. */
    private void count(Client me) throws IOException, InterruptedException {
        Thread.sleep(PAUSE);
        String path = app + "/values/" + ids.get(Ledger.COUNTER);
        Reply seen = me.trySend("GET", path, null);
        if (!answers(seen, 200)) {
            return;
        }
        int count = seen.json().get("value").asInt() + 1;
        Reply put = me.trySend("PUT", path, value(Map.entry(Ledger.COUNTER, count)), seen.etag());
        if (answers(put, 200, 412)) {
            ledger.counted(count);
        }
    }

    private void read(Client program) throws IOException, InterruptedException {
        Thread.sleep(PAUSE);
        long known = ledger.newest();
        Reply reply = program.tryRead(runtimeToken, programs + "/values");
        if (answers(reply, 200)) {
            Map<String, Integer> values = new TreeMap<>();
            reply.json()
                    .get("values")
                    .properties()
                    .forEach(
                            value -> values.put(value.getKey(), value.getValue().asInt()));
            ledger.read(reply.json().get("revision").asLong(), values, known);
        }
    }
}
