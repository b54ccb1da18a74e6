package io.valise.client;

import static io.valise.client.Fake.eventually;
import static io.valise.client.Fake.refuse;
import static io.valise.client.Fake.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValiseTest {
    private static final String TOKEN = "vrt_made-up-token";
    private static final Logger LOG = Logger.getLogger("io.valise.client");

    private final List<Valise> open = new ArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            warnings.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Fake fake;

    @BeforeEach
    void start() throws Exception {
        fake = new Fake(0);
        LOG.setUseParentHandlers(false);
        LOG.addHandler(handler);
    }

    @AfterEach
    void stop() {
        open.forEach(Valise::close);
        fake.stop();
        LOG.removeHandler(handler);
    }

    private Valise connected() {
        return connected(options -> options);
    }

    private Valise connected(UnaryOperator<Options> more) {
        return connected(fake.url(), "shop-abcde", () -> TOKEN, more);
    }

    private Valise connected(URI url, String app, Supplier<String> token, UnaryOperator<Options> more) {
        Options quick = new Options(url, app, token)
                .startTimeout(Duration.ZERO)
                .requestTimeout(Duration.ofSeconds(10))
                .heartbeatTimeout(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(50));
        Valise context = Valise.connect(more.apply(quick));
        open.add(context);
        return context;
    }

    private ValiseException failing(UnaryOperator<Options> more) {
        return silent(assertThrows(ValiseException.class, () -> connected(more)));
    }

    private static ValiseException silent(ValiseException failure) {
        assertNull(failure.getCause());
        assertFalse(failure.toString().contains("made-up"));
        return failure;
    }

    private void streaming() throws Exception {
        eventually("the stream", () -> fake.streams.size() == 1);
    }

    private static <T> List<T> list() {
        return new CopyOnWriteArrayList<>();
    }

    @Nested
    class The_values {
        @Test
        void are_read_by_name() {
            Valise context = connected();
            assertEquals("hello", context.values().get("greeting"));
            assertEquals("made-up-content", context.values().get("paymentKey", String.class));
            assertNull(context.values().get("absent"));
            assertTrue(context.values().has("greeting"));
            assertEquals(List.of("greeting", "paymentKey"), context.values().names());
            assertEquals(1, context.revision());
            assertEquals("qa", context.environment().tag());
            assertEquals("qa.example.com", context.environment().values().get("host"));
            assertEquals("Bearer " + TOKEN, fake.tokens.get(0));
        }

        @Test
        void keep_their_digits() {
            fake.values = "{\"big\": { \"n\" : 12345678901234567890.10, \"s\":\"a\\\\\\\"}],{\\u00e9\"} ,\"n\":7,\"no\":null}";
            Values values = connected(options -> options.follow(false)).values();
            assertEquals("{ \"n\" : 12345678901234567890.10, \"s\":\"a\\\\\\\"}],{\\u00e9\"}", values.text("big"));
            assertEquals(
                    Map.of("n", new BigDecimal("12345678901234567890.10"), "s", "a\\\"}],{é"), values.get("big"));
            assertEquals(7, values.get("n", Integer.class));
            assertEquals(7L, values.get("n", Long.class));
            assertEquals(7.0, values.get("n", Double.class));
            assertEquals(BigInteger.valueOf(7), values.get("n", BigInteger.class));
            assertNull(values.get("no", String.class));
            assertTrue(values.has("no"));
        }

        @Test
        void of_another_type_are_not_shown_by_the_error() {
            Values values = connected().values();
            ValiseException failure =
                    assertThrows(ValiseException.class, () -> values.get("paymentKey", Integer.class));
            assertEquals("value \"paymentKey\" is no Integer", silent(failure).getMessage());
        }

        @Test
        void cannot_be_altered_by_whoever_reads_them() {
            fake.values = "{\"list\": [1]}";
            List<?> read = connected().values().get("list", List.class);
            assertThrows(UnsupportedOperationException.class, read::clear);
        }

        @Test
        void say_which_of_them_links_to_a_secret_that_is_gone() {
            Valise context = connected();
            ValiseException failure =
                    assertThrows(ValiseException.class, () -> context.values().get("orphan"));
            assertEquals("SecretNotFound", failure.code());
            assertEquals(Set.of("orphan"), context.snapshot().unresolved());
        }

        @Test
        void of_one_revision_stay_together() throws Exception {
            Valise context = connected();
            Values values = context.values();
            fake.deploy("{\"greeting\": \"bye\"}");
            eventually("the deployment", () -> context.revision() == 2);
            assertEquals("hello", values.get("greeting"));
            assertEquals("bye", context.values().get("greeting"));
        }
    }

    @Nested
    class A_deployment {
        @Test
        void is_noticed_by_its_event() throws Exception {
            Valise context = connected();
            List<Change> changes = list();
            context.onChange(changes::add);
            streaming();
            fake.deploy("{\"greeting\": \"bye\", \"added\": 1}");
            eventually("the change", () -> !changes.isEmpty());
            assertEquals(List.of(new Change(2, Set.of("added", "greeting", "paymentKey"))), changes);
            assertEquals("bye", context.values().get("greeting"));
        }

        @Test
        void is_noticed_by_polling_where_the_stream_is_silent_and_by_events_again_later() throws Exception {
            AtomicBoolean silent = new AtomicBoolean(true);
            fake.instead = (exchange, path) -> {
                if (path.equals("/events") && silent.get()) {
                    Fake.stream(exchange);
                    return true;
                }
                return false;
            };
            Valise context = connected(options -> options.requestTimeout(Duration.ofMillis(500)));
            eventually("a long poll", () -> fake.paths.contains("/values?wait=30"));
            fake.deploy("{}");
            eventually("the change", () -> context.revision() == 2);
            silent.set(false);
            streaming();
            assertTrue(context.error().isEmpty());
        }

        @Test
        void is_noticed_by_polling_where_heart_beats_fail_to_come() throws Exception {
            Valise context = connected(options -> options.heartbeatTimeout(Duration.ofMillis(200)));
            eventually("a long poll", () -> fake.paths.contains("/values?wait=30"));
            fake.deploy("{}");
            eventually("the change", () -> context.revision() == 2);
        }

        @Test
        void is_noticed_by_polling_where_there_are_no_events() throws Exception {
            fake.instead = (exchange, path) -> path.equals("/events") && refuse(exchange, 500, "InternalError", "no");
            Valise context = connected();
            fake.deploy("{}");
            eventually("the change", () -> context.revision() == 2);
            assertEquals(List.of(), warnings);
        }

        @Test
        void is_noticed_by_plain_polls_where_a_long_one_is_cut() throws Exception {
            fake.instead = (exchange, path) -> {
                if (path.equals("/events")) {
                    return refuse(exchange, 404, "NotFound", "no events here");
                }
                if (path.contains("wait")) {
                    return refuse(exchange, 504, "GatewayTimeout", "slow");
                }
                return false;
            };
            Valise context = connected();
            eventually("polls without wait after one with", () -> fake.paths.contains("/values?wait=30")
                    && fake.paths.lastIndexOf("/values") > fake.paths.indexOf("/values?wait=30") + 1);
            fake.deploy("{}");
            eventually("the change", () -> context.revision() == 2);
        }

        @Test
        void is_not_undone_by_an_instance_that_is_behind() throws Exception {
            Valise context = connected();
            streaming();
            fake.deploy("{}");
            eventually("the change", () -> context.revision() == 2);
            List<Change> changes = list();
            context.onChange(changes::add);
            AtomicBoolean behind = new AtomicBoolean(true);
            fake.instead = (exchange, path) -> !path.equals("/events")
                    && behind.getAndSet(false)
                    && send(exchange, 200, fake.body().replace("\"revision\": 3", "\"revision\": 1"));
            fake.deploy("{\"greeting\": \"again\"}");
            eventually("the change", () -> context.revision() == 3);
            assertEquals(List.of(new Change(3, Set.of("greeting"))), changes);
        }

        @Test
        void of_a_restored_back_up_is_taken_though_its_number_is_lower() throws Exception {
            fake.revision = 9;
            Valise context = connected();
            streaming();
            fake.revision = 3;
            fake.deploy("{}");
            eventually("the change", () -> context.revision() == 4);
        }
    }

    @Nested
    class An_outage {
        @Test
        void at_the_start_is_an_error_that_says_so() {
            fake.stop();
            ValiseException failure = failing(options -> options);
            assertEquals("Unreachable", failure.code());
            assertEquals(fake.url() + " cannot be reached (ConnectException)", failure.getMessage());
        }

        @Test
        void at_the_start_is_waited_for_if_asked() throws Exception {
            fake.stop();
            CompletableFuture<Valise> waiting = CompletableFuture.supplyAsync(
                    () -> connected(options -> options.startTimeout(Duration.ofDays(365))));
            fake = new Fake(fake.port());
            assertEquals("hello", waiting.get().values().get("greeting"));
        }

        @Test
        void later_leaves_the_last_known_values_is_told_once_and_ends_by_itself() throws Exception {
            Valise context = connected();
            List<ValiseException> errors = list();
            context.onError(errors::add);
            streaming();
            fake.stop();
            eventually("the error", () -> context.error().isPresent());
            assertEquals("Unreachable", context.error().orElseThrow().code());
            assertEquals("hello", context.values().get("greeting"));
            fake = new Fake(fake.port());
            fake.deploy("{\"greeting\": \"back\"}");
            eventually("the new values", () -> "back".equals(context.values().get("greeting")));
            assertTrue(context.error().isEmpty());
            assertEquals(List.of(), warnings);
        }

        @Test
        void of_a_slow_server_is_a_time_out() {
            fake.instead = (exchange, path) -> true;
            assertEquals(
                    "Timeout",
                    failing(options -> options.requestTimeout(Duration.ofMillis(200))).code());
        }

        @Test
        void in_the_middle_of_an_answer_leaves_the_last_known_values() throws Exception {
            Valise context = connected(options -> options.requestTimeout(Duration.ofMillis(500)));
            fake.instead = (exchange, path) -> {
                if (path.equals("/events")) {
                    return false;
                }
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write("{\"revision\": 2, \"val".getBytes());
                exchange.getResponseBody().flush();
                return true;
            };
            fake.deploy("{}");
            eventually("the error", () -> context.error().isPresent());
            assertEquals("hello", context.values().get("greeting"));
        }

        @Test
        void is_a_warning_if_nobody_listens() throws Exception {
            Valise context = connected();
            fake.stop();
            eventually("the warning", () -> !warnings.isEmpty());
            assertTrue(warnings.get(0).endsWith("the values of revision 1 go on"), warnings.toString());
            assertTrue(context.error().isPresent());
        }
    }

    @Nested
    class A_refusal {
        @ParameterizedTest
        @CsvSource({"401,InvalidSession,invalid runtime token", "403,Forbidden,not allowed", "404,AppNotFound,no app"})
        void at_the_start_is_thrown_at_once_however_long_the_start_may_take(int status, String code, String error) {
            fake.instead = (exchange, path) -> refuse(exchange, status, code, error);
            ValiseException failure = failing(options -> options.startTimeout(Duration.ofDays(365)));
            assertEquals(status, failure.status());
            assertEquals(code, failure.code());
            assertEquals(error, failure.getMessage());
        }

        @Test
        void later_is_told_leaves_the_last_known_values_and_is_got_over_with_a_new_token() throws Exception {
            List<String> token = list();
            token.add(TOKEN);
            Valise context = connected(fake.url(), "shop-abcde", () -> token.get(0), options -> options);
            List<ValiseException> errors = list();
            context.onError(errors::add);
            streaming();
            fake.instead = (exchange, path) ->
                    !"Bearer vrt_new".equals(exchange.getRequestHeaders().getFirst("Authorization"))
                            && refuse(exchange, 401, "InvalidSession", "revoked");
            fake.deploy("{\"greeting\": \"bye\"}");
            eventually("the error", () -> !errors.isEmpty());
            assertEquals(401, errors.get(0).status());
            assertEquals("hello", context.values().get("greeting"));
            token.set(0, "vrt_new\n");
            eventually("the new values", () -> "bye".equals(context.values().get("greeting")));
        }

        @Test
        void by_redirection_does_not_send_the_token_along() throws Exception {
            Fake other = new Fake(0);
            fake.instead = (exchange, path) -> {
                exchange.getResponseHeaders().set("Location", other.url() + "/x?secret=1");
                return send(exchange, 307, "");
            };
            ValiseException failure = failing(options -> options.startTimeout(Duration.ofDays(365)));
            other.stop();
            assertEquals("Redirected", failure.code());
            assertTrue(failure.getMessage().startsWith("redirected to " + other.url() + "/x: set url"));
            assertEquals(List.of(), other.paths);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "<html>made-up-content</html>",
                    "{\"revision\": 1}",
                    "{\"values\": {\"a\": \"made-up-content\"",
                    "[]",
                    "{\"revision\": \"made-up\", \"values\": {}}"
                })
        void by_somebody_else_quotes_nothing_of_the_answer(String body) {
            fake.instead = (exchange, path) -> send(exchange, 200, body);
            assertEquals("UnexpectedAnswer", failing(options -> options).code());
        }

        @Test
        void of_bad_options_names_them() {
            refusedOption("url", URI.create("shop"), "shop-abcde", TOKEN);
            refusedOption("url", URI.create("http://a:b@example.com"), "shop-abcde", TOKEN);
            refusedOption("app", fake.url(), "", TOKEN);
            refusedOption("the token", fake.url(), "shop-abcde", "made-up\ntoken");
            HttpClient follows = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();
            assertEquals("InvalidOption", failing(options -> options.http(follows)).code());
        }

        private void refusedOption(String start, URI url, String app, String token) {
            ValiseException failure =
                    assertThrows(ValiseException.class, () -> connected(url, app, () -> token, options -> options));
            assertEquals("InvalidOption", silent(failure).code());
            assertTrue(failure.getMessage().startsWith(start), failure.getMessage());
        }
    }

    @Nested
    class Nothing {
        @Test
        void prints_a_content_or_the_token() throws Exception {
            Valise context = connected();
            String shown = List.of(context, context.values(), context.snapshot(), context.environment())
                    + new Options(fake.url(), "shop-abcde", () -> TOKEN).toString();
            assertEquals(
                    "[Valise(shop-abcde, revision 1), Values(2), Snapshot(revision 1), Environment(qa)]"
                            + "Options(shop-abcde)",
                    shown);
        }

        @Test
        void is_asked_for_once_closed() throws Exception {
            Valise context = connected();
            streaming();
            context.close();
            int asked = fake.paths.size();
            Thread.sleep(200);
            assertEquals(asked, fake.paths.size());
            assertEquals("hello", context.values().get("greeting"));
            assertTrue(context.error().isEmpty());
            assertEquals(List.of(), warnings);
        }

        @Test
        void comes_of_a_listener_that_fails() throws Exception {
            Valise context = connected();
            List<Change> changes = list();
            context.onChange(change -> {
                throw new IllegalStateException("made-up-content");
            });
            context.onChange(changes::add).run();
            context.onChange(changes::add);
            fake.deploy("{}");
            eventually("the change", () -> !changes.isEmpty());
            assertEquals(1, changes.size());
            assertEquals(
                    List.of("a listener of Change failed: java.lang.IllegalStateException"), warnings);
        }
    }
}
