package io.valise.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.MadeUp;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FunctionsResourceTest {
    private static final String RUN_SOURCE = "/debug/execute_function_source?run_as_system=true";
    private static final String RUN = "/debug/execute_function?run_as_system=true";

    @Inject
    Given given;

    @Inject
    Workers workers;

    @Inject
    FunctionSettings settings;

    Api owner;

    @BeforeEach
    void newApp() {
        owner = Api.withNewApp(given.accessToken(), "functions");
    }

    private static Answer run(Api caller, String source, String expression) {
        Map<String, String> body = new HashMap<>();
        body.put("source", source);
        body.put("eval_source", expression);
        return caller.post(RUN_SOURCE, body);
    }

    private Answer run(String source) {
        return run(owner, source, null).statusCode(200);
    }

    private void imported(String functions) {
        owner.post("/import?strategy=replace-by-name", "{\"config_version\":20210101,\"functions\":" + functions + "}")
                .statusCode(204);
    }

    @Nested
    class A_source {
        @Test
        void is_run_and_answered_in_the_documented_form() {
            run(owner, "exports = name => { console.log('greeting', name); return {hello: name} }", "exports('Ada')")
                    .statusCode(200)
                    .body("keys()", equalTo(java.util.Set.of("result", "logs", "error_logs", "stats")))
                    .body("result.hello", equalTo("Ada"))
                    .body("logs", contains("greeting Ada"))
                    .body("error_logs", empty())
                    .body("stats.execution_time", matchesPattern("\\d+\\.\\d{3}ms"));
        }

        @Test
        void that_fails_is_answered_with_the_reason_and_what_it_logged() {
            run("exports = () => { console.error('now'); throw new TypeError('no') }")
                    .body("result", nullValue())
                    .body("error", startsWith("TypeError: no (line 1, column"))
                    .body("error_code", equalTo("FunctionExecutionError"))
                    .body("error_logs", contains(equalTo("now"), startsWith("TypeError: no (line 1, column")));
        }

        @Test
        void cannot_be_run_as_a_user() {
            owner.post("/debug/execute_function_source?user_id=someone", Map.of("source", "exports = () => 1"))
                    .error(400, "InvalidParameter")
                    .body("details[0].field", equalTo("user_id"));
            owner.post("/debug/execute_function?user_id=someone", Map.of("name", "greet"))
                    .error(400, "InvalidParameter")
                    .body("details[0].field", equalTo("user_id"));
        }

        @Test
        void names_the_types_of_numbers_if_the_caller_wants_that() {
            Map<String, String> source =
                    Map.of("source", "exports = () => [1, 2**40, 1.5, 1e300, '1', {a: null, b: true}]");
            String canonical = "[{\"$numberInt\":\"1\"},{\"$numberLong\":\"1099511627776\"},"
                    + "{\"$numberDouble\":\"1.5\"},{\"$numberDouble\":\"1e+300\"},\"1\",{\"a\":null,\"b\":true}]";

            assertThat(owner.post(RUN_SOURCE + "&ejson=canonical", source).asString())
                    .contains("\"result\":" + canonical);
            assertThat(owner.post(RUN_SOURCE + "&ejson=relaxed", source).asString())
                    .contains("\"result\":[1,1099511627776,1.5,1e+300,\"1\",{\"a\":null,\"b\":true}]");
            owner.post(RUN_SOURCE + "&ejson=other", source)
                    .error(400, "InvalidParameter")
                    .body("details[0].field", equalTo("ejson"));
        }

        @Test
        void reads_values_the_tag_and_environment_values() {
            owner.value("settings", Map.of("times", 3));
            owner.environmentValue("url", Map.of("none", "http://none", "testing", "http://testing"));
            owner.environmentValue("only", Map.of("production", 1));
            String source = """
                    exports = () => [context.values.get("settings").times, context.values.get("absent") === undefined,
                        context.environment.tag, context.environment.values]""";

            run(source).body("result", equalTo(List.of(3, true, "", Map.of("url", "http://none"))));
            owner.put("/environment", Map.of("environment", "testing")).statusCode(200);
            run(source).body("result", equalTo(List.of(3, true, "testing", Map.of("url", "http://testing"))));
        }

        @Test
        void reads_a_secret_that_a_value_links_to_and_no_log_has_it() {
            String content = MadeUp.content("function");
            owner.secret("api-key", content);
            owner.link("key", "api-key");

            run("exports = () => context.values.get('key') === '" + content + "'")
                    .body("result", equalTo(true));
            run("exports = () => context.values.get('api-key') === undefined").body("result", equalTo(true));
            run("exports = () => { throw new Error(context.values.get('key').length) }")
                    .body("error", startsWith("Error: " + content.length()));
        }

        @Test
        void reads_what_is_deployed_and_not_the_callers_draft() {
            owner.value("greeting", "deployed");
            String draft = owner.draft();
            owner.value("more", "drafted");

            String source = "exports = () => [context.values.get('greeting'), context.values.get('more') ?? null]";
            run(source).body("result", contains("deployed", null));
            owner.deploy(draft);
            run(source).body("result", contains("deployed", "drafted"));
        }

        @Test
        void that_never_ends_is_stopped_and_others_are_served_meanwhile_and_afterwards() {
            run("exports = () => { while (true) {} }")
                    .body("error_code", equalTo("ExecutionTimeLimitExceeded"))
                    .body("error", equalTo("the Function ran longer than 1000 ms"));
            run("exports = () => 1").body("result", equalTo(1));
        }

        @Test
        void that_uses_too_much_memory_is_stopped() {
            run("exports = () => { const a = []; while (true) a.push(new Array(100000).fill(a)) }")
                    .body("error_code", equalTo("MemoryLimitExceeded"));
            run("exports = () => 1").body("result", equalTo(1));
        }

        @Test
        void of_a_reader_is_refused_because_it_could_read_a_secret() {
            run(owner.reader(), "exports = () => 1", null).error(403, "Forbidden");
        }

        @Test
        void for_an_app_of_another_project_is_answered_404() {
            Api stranger = Api.withNewApp(given.accessToken(), "stranger");
            run(stranger.to(owner.app()), "exports = () => 1", null).error(404, "AppNotFound");
        }

        @Test
        void that_is_missing_or_not_text_or_too_large_is_refused() {
            owner.post(RUN_SOURCE, "{}").error(400, "InvalidParameter").body("details[0].field", equalTo("source"));
            owner.post(RUN_SOURCE, "{\"source\":7}").error(400, "InvalidParameter");
            run(owner, "/".repeat(settings.source() + 1), null)
                    .error(400, "InvalidParameter")
                    .body("error", containsString("at most " + settings.source() + " bytes"));
            run(owner, "", "/".repeat(settings.source() + 1))
                    .error(400, "InvalidParameter")
                    .body("details[0].field", equalTo("eval_source"));
        }

        @Test
        @InProcess("the threads of Functions")
        void is_refused_when_too_many_are_waiting() {
            try (Crowd crowd = Crowd.in(workers, settings)) {
                run(owner, "exports = () => 1", null).error(503, "FunctionsBusy");
            }
        }
    }

    @Nested
    class An_imported_function {
        private static final String NEWER = """
                {"config": [{"name": "greet", "private": false}, {"name": "folder/sum"}],
                 "sources": {"greet.js": "exports = name => context.values.get('greeting') + name",
                             "folder/sum.js": "exports = (a, b) => a + b",
                             "node_modules/left/pad.js": "exports = 1"}}""";

        private static final String OLDER = """
                [{"config": {"name": "greet", "private": false}, "source": "exports = name => 'hello ' + name"}]""";

        @Test
        void accepts_arguments_up_to_a_size_limit() {
            owner.post("/debug/execute_function", Map.of("name", "greet", "arguments", List.of("x".repeat(300_000))))
                    .error(400, "InvalidParameter")
                    .body("details[0].field", equalTo("arguments"));
        }

        @Test
        void is_listed_by_name_with_a_stable_id() {
            imported(NEWER);
            List<Map<String, String>> before = owner.read("/functions").getList("");
            assertThat(before).extracting(function -> function.get("name")).containsExactly("folder/sum", "greet");
            assertThat(before).extracting(function -> function.get("_id")).allMatch(id -> id.matches("[0-9a-f]{24}"));

            imported(NEWER.replace("a + b", "a - b"));
            assertThat(owner.read("/functions").<Map<String, String>>getList(""))
                    .isEqualTo(before);
            owner.reader().get("/functions").statusCode(200).body("[*].name", contains("folder/sum", "greet"));
        }

        @Test
        void may_use_the_older_layout() {
            imported(OLDER);
            owner.get("/functions").statusCode(200).body("[*].name", contains("greet"));
            owner.post(RUN, "{\"name\":\"greet\",\"arguments\":[\"Ada\"]}")
                    .statusCode(200)
                    .body("result", equalTo("hello Ada"));
        }

        @Test
        void is_called_with_arguments_on_the_deployed_values() {
            imported(NEWER);
            owner.value("greeting", "good day ");
            owner.post(RUN, "{\"name\":\"greet\",\"arguments\":[\"Ada\"]}")
                    .statusCode(200)
                    .body("result", equalTo("good day Ada"));
            owner.post(RUN, "{\"name\":\"folder/sum\",\"arguments\":[1,2]}").body("result", equalTo(3));
            owner.post(RUN, "{\"name\":\"folder/sum\"}").body("result", nullValue());
        }

        @Test
        void can_be_called_once_it_is_deployed() {
            String draft = owner.draft();
            imported(NEWER);
            owner.get("/functions").statusCode(200).body("[*].name", not(empty()));
            owner.post(RUN, "{\"name\":\"greet\"}").error(404, "FunctionNotFound");
            owner.deploy(draft);
            owner.post(RUN, "{\"name\":\"greet\"}").statusCode(200);
        }

        @Test
        void that_does_not_exist_is_not_found() {
            owner.get("/functions").statusCode(200).body("", empty());
            owner.post(RUN, "{\"name\":\"greet\",\"arguments\":[]}")
                    .error(404, "FunctionNotFound")
                    .body("error", containsString("\"greet\""));
            owner.post(RUN, "{\"name\":\"" + "x".repeat(63) + "😀".repeat(400) + "\"}")
                    .error(404, "FunctionNotFound")
                    .body("error", equalTo("function not found: \"" + "x".repeat(63) + "…\" is not deployed"));
            owner.post(RUN, "{}").error(400, "InvalidParameter");
            owner.post(RUN, "{\"name\":\"greet\",\"arguments\":7}").error(400, "InvalidParameter");
        }

        @Test
        void cannot_be_called_by_a_reader() {
            imported(NEWER);
            owner.reader().post(RUN, "{\"name\":\"greet\"}").error(403, "Forbidden");
        }
    }
}
