package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.InProcess;
import io.valise.testing.OnServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that rejects retryable writes, and the one setting for it. */
@OnServer
@QuarkusTest
@InProcess("a setting of its own")
@WithTestResource(
        value = ServerBehindProxy.class,
        initArgs = @ResourceArg(name = "valise.store.retry-writes", value = "false"))
class RetriesOffTest {
    FaultProxy store;

    @TestHTTPResource("")
    String base;

    private Client me;

    @BeforeEach
    void login() throws Exception {
        Await.until("the service is ready", () -> Client.isReady(base));
        me = Client.login(base, Client.PUBLIC_KEY, Client.PRIVATE_KEY);
        store.seen();
    }

    @AfterEach
    void restore() throws Exception {
        store.restore();
    }

    @Test
    void no_write_asks_to_be_carried_out_only_once() {
        me.newApp("shop");
        List<Command> writes = store.seen().stream().filter(Command::isWrite).toList();
        assertThat(writes).isNotEmpty().noneMatch(Command::isRetryable);
    }

    @Test
    void a_change_that_meets_an_election_is_made_or_told_truly() {
        String app = me.newApp("store");
        store.fail(0, command -> command.is("insert", "revisions"), FaultProxy.Fault.STEP_DOWN_BEFORE);
        Client.Reply made = me.post(app + "/values", Map.of("name", "a", "value", 1));
        List<String> there = me.get(app + "/values").each("name");
        if (made.status() == 201) {
            assertThat(there).containsExactly("a");
        } else {
            assertThat(made.error()).isEqualTo("OutcomeUnknown");
        }
    }
}
