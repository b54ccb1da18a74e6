package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Records what the users of an app meant to do, which answers they got and what was read, to check the app's history
 * against it. The app has some accounts, whose sum never changes, and a counter.
 */
final class Ledger {
    static final List<String> ACCOUNTS = List.of("a", "b", "c", "d", "e");
    static final String COUNTER = "counter";
    static final int BALANCE = 100;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 1000;

    /** What a draft does to two accounts: the balances it has seen, and the balances it sets. */
    record Move(Map<String, Integer> seen, Map<String, Integer> made) {}

    private record Acknowledged(String deployment, String draft, long revision) {}

    private record Deployment(String id, String draft, long revision) {}

    private final Map<String, Move> moves = new ConcurrentHashMap<>();
    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final Set<Integer> counted = ConcurrentHashMap.newKeySet();
    private final Map<Long, Map<String, Integer>> read = new ConcurrentHashMap<>();
    private final AtomicLong newest = new AtomicLong();

    private long verified;
    private Map<String, Integer> state;
    private int deployments;

    /** Begins at this revision, in which every account has its initial balance. */
    Ledger(long revision) {
        verified = revision;
        newest.set(revision);
        state = new TreeMap<>(Map.of(COUNTER, 0));
        ACCOUNTS.forEach(account -> state.put(account, BALANCE));
    }

    /** The newest revision that any user has been told of so far. */
    long newest() {
        return newest.get();
    }

    static void assertBalanced(Map<String, Integer> values, String where) {
        int sum = ACCOUNTS.stream().mapToInt(values::get).sum();
        assertThat(sum).as("the sum of the accounts in %s, %s", where, values).isEqualTo(ACCOUNTS.size() * BALANCE);
    }

    /** Records what a draft is meant to do, before it is deployed. */
    void intends(String draft, Move move) {
        moves.put(draft, move);
    }

    /**
     * Records an acknowledged deployment. {@code known} is the newest revision that was known when it was requested.
     */
    void deployed(String draft, JsonNode deployment, long known) {
        long revision = deployment.get("revision").asLong();
        assertThat(revision)
                .as("a deployment that began after revision %d", known)
                .isGreaterThan(known);
        acknowledged.add(new Acknowledged(deployment.get("_id").asText(), draft, revision));
        newest.accumulateAndGet(revision, Math::max);
    }

    /** Records that a user was told this new value of the counter. */
    void counted(int count) {
        assertThat(counted.add(count))
                .as("two users were told that they counted to %d", count)
                .isTrue();
    }

    /**
     * Records that a program has read all values at a revision. {@code known} is the newest revision that was known
     * when the read began.
     */
    void read(long revision, Map<String, Integer> values, long known) {
        assertThat(revision).as("a read that began after revision %d", known).isGreaterThanOrEqualTo(known);
        assertBalanced(values, "a run-time read of revision " + revision);
        Map<String, Integer> before = read.putIfAbsent(revision, values);
        assertThat(before == null ? values : before)
                .as("revision %d read again", revision)
                .isEqualTo(values);
    }

    /** How many deployments of drafts were acknowledged and found in the history. */
    int deployments() {
        return deployments;
    }

    /** How many were acknowledged since the last verification. */
    int unverified() {
        return acknowledged.size();
    }

    /** How many increments of the counter were acknowledged. */
    int counts() {
        return counted.size();
    }

    long verified() {
        return verified;
    }

    /**
     * Checks each revision since the last time: it is what one of the users meant to do, applied to what that user had
     * seen.
     */
    void verify(Client anybody, String app) throws IOException {
        Map<Long, Deployment> history = new HashMap<>();
        Map<Long, Map<String, Integer>> states = new HashMap<>(Map.of(verified, state));
        for (Deployment deployment : since(anybody, app)) {
            assertThat(deployment.revision).as("the next revision").isEqualTo(verified + 1);
            Map<String, Integer> now = state(anybody, app, deployment);
            assertBalanced(now, "revision " + deployment.revision);
            assertThat(now).as("revision %d", deployment.revision).isEqualTo(expected(deployment));
            verified = deployment.revision;
            state = now;
            states.put(verified, now);
            history.put(verified, deployment);
        }
        for (Acknowledged told : acknowledged) {
            assertThat(history.get(told.revision))
                    .as("the acknowledged deployment")
                    .isEqualTo(new Deployment(told.deployment, told.draft, told.revision));
            deployments++;
        }
        acknowledged.clear();
        counted.forEach(count -> assertThat(state.get(COUNTER)).isGreaterThanOrEqualTo(count));
        // A revision that is committed before a restart is visible after it, so all reads are of verified revisions.
        read.forEach((revision, values) -> assertThat(values)
                .as("what programs read at revision %d", revision)
                .isEqualTo(states.get(revision)));
        read.clear();
        newest.accumulateAndGet(verified, Math::max);
    }

    private Map<String, Integer> expected(Deployment deployment) {
        Map<String, Integer> expected = new TreeMap<>(state);
        if (deployment.draft.isEmpty()) {
            expected.merge(COUNTER, 1, Integer::sum);
            return expected;
        }
        Move move = moves.get(deployment.draft);
        assertThat(move).as("the draft of revision %d", deployment.revision).isNotNull();
        assertThat(state)
                .as("revision %d must be what the next one's draft had seen", deployment.revision - 1)
                .containsAllEntriesOf(move.seen);
        expected.putAll(move.made);
        return expected;
    }

    /** The successful deployments that are not verified yet, oldest first. */
    private List<Deployment> since(Client anybody, String app) {
        Deque<Deployment> found = new ArrayDeque<>();
        String before = "";
        while (true) {
            List<JsonNode> page = new ArrayList<>();
            anybody.get(app + "/deployments?limit=" + PAGE + before).json().forEach(page::add);
            for (JsonNode deployment : page) {
                long revision = deployment.path("revision").asLong();
                if (deployment.path("status").asText().equals("successful") && revision > verified) {
                    String draft = deployment.path("draft_id").asText("");
                    found.addFirst(new Deployment(
                            deployment.get("_id").asText(), draft.equals("null") ? "" : draft, revision));
                } else if (revision == verified) {
                    return List.copyOf(found);
                }
            }
            assertThat(page).as("revision %d is in the history", verified).isNotEmpty();
            before = "&before=" + page.get(page.size() - 1).get("_id").asText();
        }
    }

    private static Map<String, Integer> state(Client anybody, String app, Deployment deployment) throws IOException {
        byte[] zip = anybody.download(app + "/export?deployment=" + deployment.id);
        Map<String, Integer> values = new TreeMap<>();
        try (ZipInputStream files = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry file = files.getNextEntry(); file != null; file = files.getNextEntry()) {
                if (file.getName().startsWith("values/") && !file.isDirectory()) {
                    JsonNode value = JSON.readTree(files.readAllBytes());
                    values.put(value.get("name").asText(), value.get("value").asInt());
                }
            }
        }
        return values;
    }
}
