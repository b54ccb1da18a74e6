package io.valise.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentReadsTest {
    private final List<UniEmitter<? super String>> asked = new ArrayList<>();
    private final RecentReads<String, String> reads =
            new RecentReads<>(10, key -> Uni.createFrom().emitter(asked::add));

    private CompletableFuture<@Nullable String> get() {
        return reads.get("key").subscribeAsCompletionStage();
    }

    private static @Nullable String item(CompletableFuture<@Nullable String> found) {
        return Uni.createFrom().completionStage(found).await().atMost(Duration.ofSeconds(5));
    }

    @Test
    void concurrent_and_recent_requests_share_one_read() {
        CompletableFuture<@Nullable String> one = get();
        CompletableFuture<@Nullable String> other = get();
        assertThat(one).isNotDone();
        asked.get(0).complete("stored");
        assertThat(item(one)).isEqualTo("stored");
        assertThat(item(other)).isEqualTo("stored");
        assertThat(item(get())).isEqualTo("stored");
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_missing_item_is_read_again() {
        CompletableFuture<@Nullable String> nothing = get();
        asked.get(0).complete(null);
        assertThat(item(nothing)).isNull();
        CompletableFuture<@Nullable String> something = get();
        asked.get(1).complete("stored");
        assertThat(item(something)).isEqualTo("stored");
    }

    @Test
    void a_failure_reaches_all_waiting_callers_and_is_not_cached() {
        CompletableFuture<@Nullable String> one = get();
        CompletableFuture<@Nullable String> other = get();
        asked.get(0).fail(new IllegalStateException("the store failed"));
        assertThatThrownBy(() -> item(one)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> item(other)).isInstanceOf(IllegalStateException.class);
        CompletableFuture<@Nullable String> later = get();
        asked.get(1).complete("stored");
        assertThat(item(later)).isEqualTo("stored");
    }

    @Test
    void a_forgotten_item_is_read_again() {
        CompletableFuture<@Nullable String> before = get();
        asked.get(0).complete("before");
        assertThat(item(before)).isEqualTo("before");
        reads.forget("key");
        CompletableFuture<@Nullable String> after = get();
        asked.get(1).complete("after");
        assertThat(item(after)).isEqualTo("after");
    }

    @Test
    void a_read_under_way_when_its_key_is_forgotten_is_not_cached() {
        CompletableFuture<@Nullable String> before = get();
        reads.forgetAll("key"::equals);
        CompletableFuture<@Nullable String> after = get();
        asked.get(1).complete("after");
        asked.get(0).complete("before");
        assertThat(item(before)).isEqualTo("before");
        assertThat(item(after)).isEqualTo("after");
        assertThat(item(get())).isEqualTo("after");
        assertThat(asked).hasSize(2);
    }

    @Test
    void a_caller_that_stops_waiting_does_not_cancel_the_others() {
        CompletableFuture<@Nullable String> other = get();
        reads.get("key").subscribe().with(ignored -> {}).cancel();
        asked.get(0).complete("stored");
        assertThat(item(other)).isEqualTo("stored");
    }
}
