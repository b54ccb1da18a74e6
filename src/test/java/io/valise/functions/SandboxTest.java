package io.valise.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.functions.RunResult.Code;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxTest {
    private static String result(String source) {
        RunResult outcome = Given.run(source);
        assertThat(outcome.failure()).isNull();
        return outcome.result();
    }

    private static RunResult.Failure failure(String source) {
        RunResult outcome = Given.run(source);
        assertThat(outcome.result()).isNull();
        assertThat(outcome.failure()).isNotNull();
        return outcome.failure();
    }

    /** The value of an expression in a Function's body. */
    private static String of(String expression) {
        return result("exports = function () { return " + expression + "; }");
    }

    @Nested
    class A_function {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "exports = function () { return 'done' }",
                    "exports = () => 'done'",
                    "exports = async () => 'done'",
                    "exports = async function () { await null; return await Promise.resolve('done') }",
                    "exports = () => new Promise(resolve => queueMicrotask(() => resolve('done')))",
                    "exports = () => ({ then: resolve => resolve('done') })",
                    "module.exports = () => 'done'",
                    "const main = () => 'done'; exports = main;",
                    "'use strict'; exports = () => 'done'",
                    "// a comment at the end\nexports = () => 'done' // here"
                })
        void may_be_exported_in_many_ways(String source) {
            assertThat(result(source)).isEqualTo("\"done\"");
        }

        @Test
        void is_called_with_the_arguments() {
            Call call = new Call(
                    "exports = (...all) => all", null, List.of("1", "\"two\"", "{\"three\":[3]}"), Given.VALUES);
            assertThat(Given.sandbox(Given.LIMITS).run(call).result()).isEqualTo("[1,\"two\",{\"three\":[3]}]");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "exports('Ada')|\"hello Ada\"",
                    "/* the console's */ exports('Ada'); 7|7",
                    "(async () => [await exports('Ada')])()|[\"hello Ada\"]",
                    "1 + 1|2"
                })
        void is_called_as_the_expression_says(String expression, String expected) {
            Call call = new Call("exports = async name => 'hello ' + name", expression, List.of(), Given.VALUES);
            assertThat(Given.sandbox(Given.LIMITS).run(call).result()).isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "context.values.get('greeting')|\"hello\"",
                    "context.values.get('settings').times|3",
                    "context.values.get('nothing')|null",
                    "context.values.get('key')|\"a-made-up-secret\"",
                    "typeof context.values.get('absent')|\"undefined\"",
                    "typeof context.values.get('__proto__')|\"undefined\"",
                    "typeof context.values.get('x'.repeat(1000))|\"undefined\"",
                    "typeof context.values.get()|\"undefined\"",
                    "context.environment.tag|\"testing\"",
                    "context.environment.values.url|\"http://testing\"",
                    "typeof context.environment.values.absent|\"undefined\"",
                    "context.runningAsSystem()|true",
                    "new Date().toISOString()|\"2026-11-23T10:00:00.123Z\"",
                    "{a: NaN, d: new Date(0), u: undefined}|{\"a\":null,\"d\":\"1970-01-01T00:00:00.000Z\"}",
                    "undefined|{\"$undefined\":true}",
                    "'\\ud800'|\"\\ud800\"",
                    "'\u00fc\ud83d\ude00'|\"\u00fc\ud83d\ude00\""
                })
        void sees_this(String expression, String expected) {
            assertThat(of(expression)).isEqualTo(expected);
        }

        @Test
        void logs_lines_and_error_lines() {
            RunResult outcome = Given.run("""
                    exports = () => {
                      console.log("text", 1, {a: [true]}, null, undefined, "\\ud800");
                      console.error(new TypeError("wrong"), 10n, Symbol("s"));
                      console.warn();
                      const circle = {}; circle.circle = circle;
                      console.info(circle, () => 1);
                      throw new Error("late");
                    }""");
            assertThat(outcome.logs())
                    .containsExactly("text 1 {\"a\":[true]} null undefined \ufffd", "[object Object] () => 1");
            assertThat(outcome.errorLogs()).containsExactly("TypeError: wrong 10 Symbol(s)", "");
            assertThat(outcome.failure().sentence()).startsWith("Error: late (line 7, column ");
        }

        @Test
        void gets_different_random_numbers_in_every_call() {
            String draw = "Array.from({length: 100}, () => Math.random())";
            assertThat(of(draw)).isNotEqualTo(of(draw));
            assertThat(of("new Set(" + draw + ").size")).isEqualTo("100");
        }
    }

    @Nested
    class A_failure {
        /** The fault is at the mark; a line without a column if there are two marks on it; unknown if there is none. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "exports = () => {\n  const a = 1;\n  return ¦nope;\n}",
                    "exports = () => {\n  const a = Math.abs(1);\n\n  const b = a + ¦nope;\n  return b;\n}",
                    "exports = async () => {\n  await null;\n  const a = await ¦nope;\n}",
                    "const a = 1;\n\nconst b = ¦nope;",
                    "exports = () => [1].map(one =>\n  ¦nope)",
                    "exports = () => `a\n  ${ ¦nope }`",
                    "exports = () => {\n  // nope is undefined\n  return ¦nope('nope', {}.nope);\n}",
                    "exports = () => {\n  return ¦nope + ¦nope;\n}",
                    "exports = () => {\n  if (false) return nope;\n  return nope;\n}",
                    "exports = () => {\n  const a = 1;\n  return ¦EJSON.stringify(a);\n}",
                    "exports = async () => {\n  const a = await 1;\n  return await context.¦http.get({});\n}",
                    "exports = () => {\n  const a = 1;\n  return context.¦functions.execute('other', a + 1);\n}",
                    "exports = () => {\n  const a = 1;\n  return ¦require('a' +\n    a);\n}",
                    "exports = () => {\n  const a = {};\n  return a.b.¦c;\n}",
                    "exports = () => {\n  const a = {}, k = 'c';\n  if (a.c) return 1;\n  return a.b[k];\n}",
                    "exports = () => {\n  const a = {};\n  return a.¦b(1);\n}",
                    "exports = () => {\n  const a = {};\n  return a.b(\n    Math.abs(1));\n}",
                    "exports = () => {\n  throw new ¦Error(\n    'a' +\n    Math.abs(1));\n}",
                    "exports = () => {\n  class Mine extends Error {}\n  throw new ¦Mine('a');\n}",
                    "exports = () => {\n  const a = new ¦Error('made here');\n  throw a;\n}",
                    "exports = () => {\n  /* üü😀 */ throw new ¦Error('a');\n}",
                    "exports = async () => {\n  await null;\n  throw new ¦TypeError('a');\n}",
                    "exports = () => {\n  return Promise.reject(new ¦Error('a'));\n}",
                    "exports = () => {\n  return JSON.¦parse(\n    '{' + '');\n}",
                    "exports = () => {\n  return Promise.resolve('{').then(JSON.parse);\n}",
                    "exports = () => {\n  for (const a of 5) {}\n}",
                    "exports = () => {\n  eval('\\n\\nnope');\n}",
                    "exports = () => {\n  /* üü😀 */ const a = (¦;\n}",
                    "exports = () => { const a = ¦; }",
                    "exports = () => {\n  return {\n    a: 1\n    ¦b: 2\n  };\n}",
                    "exports = () => {\n  ¦await ¦a;\n}"
                })
        void says_where_it_is_or_nothing(String marked) {
            String sentence = failure(marked.replace("¦", "")).sentence();

            String[] before = marked.split("¦", -1);
            long line = before[0].chars().filter(c -> c == '\n').count() + 1;
            int column = before[0].length() - before[0].lastIndexOf('\n');
            switch (before.length) {
                case 1 -> assertThat(sentence).doesNotContainPattern("line \\d");
                case 2 -> assertThat(sentence).endsWith(" (line " + line + ", column " + column + ")");
                default -> assertThat(sentence).endsWith(" (line " + line + ")");
            }
        }

        /** The Function controls its errors and its source, and finding the position is not interrupted. */
        @Test
        void is_located_in_little_time() {
            String stack = "    at <input>:1:1\\n    at eval (native)\\n    at call (function.mjs:1:1)";
            RunResult forged =
                    Given.run("exports = () => { const e = new Error('unexpected ' + \"'\".repeat(1e6)); e.stack = '"
                            + stack + "'; throw e; }");
            RunResult many = Given.run("exports = () => { throw new ReferenceError('q is not defined') }; if (0) {"
                    + "q\n;".repeat(80_000) + "}");

            assertThat(List.of(forged, many)).allSatisfy(run -> {
                assertThat(run.failure()).isNotNull();
                assertThat(run.time()).isLessThan(Duration.ofSeconds(10));
            });
        }

        /** Without parsing the code, a quote in a regular expression looks like the begin of a string. */
        @Test
        void has_no_position_in_code_that_cannot_be_told_from_text() {
            for (String code : List.of(
                    "exports = () => {\n  const tick = /`/;\n  missing();\n  return `missing`;\n};",
                    "exports = () => {\n  const a = `${\"missing\"}`;\n  missing();\n};")) {
                assertThat(Given.run(code).failure().sentence()).isEqualTo("ReferenceError: missing is not defined");
            }
        }

        @Test
        void in_the_expression_says_so() {
            Call call = new Call("exports = () => 1;\n", "exports();\n  nope", List.of(), Given.VALUES);
            assertThat(Given.sandbox(Given.LIMITS).run(call).failure().sentence())
                    .isEqualTo("ReferenceError: nope is not defined (eval_source, line 2, column 3)");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "exports = () => { syntax error }|FunctionSyntaxError|SyntaxError: .*\\(line 1\\)",
                    "exports = () => {\\n\\n  let x = ;\\n}|FunctionSyntaxError|SyntaxError: .*\\(line 3, column 11\\)",
                    "let nothing|FunctionInvalid|.*exports no function.*",
                    "exports = 5|FunctionInvalid|.*exports no function.*",
                    "|FunctionInvalid|.*exports no function.*",
                    "throw new Error('at once')|FunctionExecutionError|Error: at once.*",
                    "exports = () => { throw new Error('boom') }|FunctionExecutionError|Error: boom .*",
                    "exports = () => { null.x }|FunctionExecutionError|TypeError: cannot read property 'x' of null .*",
                    "exports = () => { throw 5 }|FunctionExecutionError|5",
                    "exports = () => { throw {code: 1} }|FunctionExecutionError|\\{\"code\":1\\}",
                    "exports = () => { throw undefined }|FunctionExecutionError|undefined",
                    "exports = () => { throw Object.create(null) }|FunctionExecutionError|\\{\\}",
                    "exports = () => { throw { toJSON() { throw 1 }, toString() { throw 2 } } }|FunctionExecutionError|an error that cannot be shown",
                    "exports = () => Promise.reject(new TypeError('no'))|FunctionExecutionError|TypeError: no .*",
                    "exports = async () => { throw 'text' }|FunctionExecutionError|text",
                    "exports = () => new Promise(() => {})|FunctionExecutionError|.*never settled.*",
                    "exports = () => { const a = []; a[0] = a; return a }|FunctionExecutionError|TypeError: circular reference.*",
                    "exports = () => () => 1|FunctionExecutionError|.*the result is a function.*",
                    "exports = () => Symbol('s')|FunctionExecutionError|.*the result is a symbol.*",
                    "exports = () => 10n|FunctionExecutionError|TypeError: BigInt.*",
                    "exports = () => context.http.get({})|FunctionExecutionError|Error: context.http is not supported.*",
                    "exports = () => context.services.get('x')|FunctionExecutionError|Error: context.services is not supported.*",
                    "exports = () => context.user.id|FunctionExecutionError|Error: context.user is not supported.*",
                    "exports = () => context.functions.execute('f')|FunctionExecutionError|Error: context.functions is not supported.*",
                    "exports = () => require('fs')|FunctionExecutionError|Error: require\\(\"fs\"\\) is not supported.*",
                    "exports = async () => import('fs')|FunctionExecutionError|.*could not load module.*",
                    "exports = () => fetch('http://localhost')|FunctionExecutionError|ReferenceError: .*fetch.*",
                    "exports = () => 'x'.repeat(2 ** 30)|FunctionExecutionError|RangeError: .*",
                    "exports = () => { let s = 'x'; while (true) s += s }|FunctionExecutionError|InternalError: string too long.*",
                    "exports = () => new Uint8Array(2 ** 31)|FunctionExecutionError|RangeError: .*",
                    "exports = () => { const a = []; while (true) a.push(new Array(1000).fill(1)) }|MemoryLimitExceeded|InternalError: out of memory.*",
                    "exports = () => { const a = []; while (true) a.push('x'.repeat(100000) + a.length) }|MemoryLimitExceeded|InternalError: out of memory.*",
                    "exports = () => new Uint8Array(20000000).length|MemoryLimitExceeded|InternalError: out of memory.*",
                    "const f = n => 1 + f(n + 1); exports = () => f(0)|FunctionExecutionError|.*out of stack.*",
                    "const f = () => { try { f() } catch (e) { f() } }; exports = f|FunctionExecutionError|.*out of stack.*",
                    "const f = () => { console.log('deep'); f() }; exports = f|.*|.*",
                    "exports = () => { let o = {}; for (let i = 0; i < 20000; i++) o = [o]; return o }|FunctionExecutionError|.*nested too deeply.*",
                    "exports = () => { let o = {}; for (let i = 0; i < 1500; i++) o = [o]; return o }|FunctionExecutionError|.*nested too deeply.*",
                    "exports = () => JSON.parse('['.repeat(100000))|FunctionExecutionError|.*",
                    "exports = () => 'x'.repeat(1100000)|OutputLimitExceeded|.*",
                    "exports = () => { while (true) console.log('x'.repeat(1000)) }|OutputLimitExceeded|.*",
                    "exports = () => { while (true) console.error() }|OutputLimitExceeded|.*",
                    "exports = () => { throw new Error('x'.repeat(2000000)) }|FunctionExecutionError|Error: x{3000,4000}.*"
                })
        void says_what_went_wrong(String source, String code, String sentence) {
            RunResult.Failure failure = failure(source == null ? "" : source.replace("\\n", "\n"));
            assertThat(failure.code().name()).matches(code);
            assertThat(failure.sentence()).matches("(?s)" + sentence);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "exports = () => { while (true) {} }",
                    "while (true) {}",
                    "exports = async () => { while (true) await null }",
                    "exports = () => { const f = () => queueMicrotask(f); f() ; return new Promise(() => {}) }",
                    "exports = () => /(a+)+$/.test('a'.repeat(40) + 'b')",
                    "exports = () => ({ toJSON() { while (true) {} } })",
                    "exports = () => { throw { toString() { while (true) {} }, toJSON() { throw 1 } } }",
                    "exports = () => { try { while (true) {} } finally { while (true) {} } }",
                    "exports = () => { while (true) { try { context.values.get('key') } catch {} } }",
                    "exports = () => { let b = 3n; while (true) b *= b % (2n ** 4096n) }",
                    "exports = () => { while (true) new Array(100000).fill(1).sort(() => Math.random() - 0.5) }"
                })
        void a_call_that_never_ends_stops_when_its_thread_is_interrupted(String source) throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            Configuration values = Given.reading(name -> {
                begun.countDown();
                return null;
            });
            Call call = new Call("context.values.get('begun'); " + source, null, List.of(), values);
            RunResult[] outcome = new RunResult[1];
            Thread thread =
                    new Thread(() -> outcome[0] = Given.sandbox(Given.LIMITS).run(call));
            thread.start();
            begun.await();
            thread.interrupt();
            thread.join();
            assertThat(outcome[0].failure().code()).isEqualTo(Code.ExecutionTimeLimitExceeded);
        }

        @Test
        void leaves_the_engine_as_it_was() {
            failure("const f = n => 1 + f(n + 1); exports = () => f(0)");
            failure("exports = () => { const a = []; while (true) a.push(new Array(1000).fill(1)) }");
            assertThat(of("1 + 1")).isEqualTo("2");
        }
    }

    @Nested
    class The_walls {
        /** What a Function may find in the global scope: the language, and what guest.js defines. */
        private static final List<String> OURS = List.of("console", "context", "exports", "module", "require");

        @Test
        void contain_the_language_and_our_few_names_and_nothing_of_the_host() {
            String names = of(
                    "Reflect.ownKeys(globalThis).filter(k => typeof k === 'string' && !/^[A-Z]/.test(k))" + ".sort()");
            assertThat(names.replaceAll("[\\[\\]\"]", "").split(","))
                    .containsOnly(
                            "console",
                            "context",
                            "decodeURI",
                            "decodeURIComponent",
                            "encodeURI",
                            "encodeURIComponent",
                            "escape",
                            "eval",
                            "exports",
                            "globalThis",
                            "isFinite",
                            "isNaN",
                            "module",
                            "parseFloat",
                            "parseInt",
                            "queueMicrotask",
                            "require",
                            "undefined",
                            "unescape")
                    .containsAll(OURS);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "this.constructor.constructor('return java_invoke')()",
                    "context.values.get.constructor('return java_invoke')()",
                    "new Function('return Javy')()",
                    "(async () => {}).constructor('return Javy')()",
                    "globalThis.eval('java_invoke')",
                    "Java.type('java.lang.System')",
                    "Packages.java.lang.System",
                    "process.env",
                    "std.open('/etc/passwd', 'r')",
                    "os.exec(['ls'])",
                    "beginCall()",
                    "door('', 'value', 'key')",
                    "context.values.get.caller",
                    "context.values.get.arguments",
                    "arguments.callee.caller.arguments[0]",
                })
        void give_no_way_out(String expression) {
            RunResult outcome = Given.run("exports = async function () { const it = await " + expression
                    + "; return it === null || it === undefined ? undefined : 'out: ' + it }");
            assertThat(outcome.failure() != null || "{\"$undefined\":true}".equals(outcome.result()))
                    .as("%s", outcome)
                    .isTrue();
        }

        /** Reads the functions on the stack, which include ours. */
        private static final String WITH_THE_DOOR = """
                let door;
                Error.prepareStackTrace = (error, sites) => {
                  for (const site of sites) if (site.getFunctionName() === "ask") door = site.getFunction();
                };
                try { context.values.get({ toString() { throw new Error("look") } }) } catch {}
                exports = async () => %s""";

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "door('value', 'key')|\"a-made-up-secret\"",
                    "typeof door('value', '../../etc/passwd')|\"undefined\"",
                    "door('result', '1')|{\"$undefined\":true}"
                })
        void give_code_that_steals_the_host_function_no_more_than_a_function_may_have(
                String expression, String expected) {
            assertThat(result(WITH_THE_DOOR.formatted(expression))).isEqualTo(expected);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "door('file', '/etc/passwd')",
                    "door('failure', 'NoSuchCode what')",
                    "door('failure', '')",
                    "{ Promise.prototype.constructor = null; door('result', ''); await new Promise(() => {}) }",
                    "{ door('result', '1 2'); await new Promise(() => {}) }",
                    "{ door('result', '{\"a\":'); await new Promise(() => {}) }"
                })
        void answer_nonsense_with_an_error(String expression) {
            assertThat(failure(WITH_THE_DOOR.formatted(expression)).code()).isEqualTo(Code.FunctionExecutionError);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "globalThis.left = 'behind'",
                    "Object.prototype.left = 'behind'",
                    "Array.prototype.left = 'behind'",
                    "context.left = 'behind'",
                    "context.values.left = 'behind'",
                    "context.values.get = () => 'behind'",
                    "Object.getPrototypeOf(context.values.get).left = 'behind'",
                    "JSON.parse = () => ['behind']",
                    "JSON.stringify = () => '\"behind\"'",
                    "globalThis.eval = () => () => 'behind'",
                    "Promise.prototype.then = function () {}; Promise.resolve = () => 'behind'",
                    "String.prototype.toWellFormed = () => 'behind'",
                    "Object.freeze(globalThis); Object.freeze(Object.prototype); Object.freeze(context)",
                    "Object.defineProperty(Object.prototype, '0', { get: () => 'behind', set() {} })",
                    "Object.defineProperty(Object.prototype, 'then', { get() { while (console.log('x')) {} } })",
                    "for (const key of Reflect.ownKeys(globalThis)) { try { delete globalThis[key] } catch {} }",
                    "var left = 'behind'; let right = 'behind'; function exported() {}"
                })
        void pass_nothing_on_to_another_call(String trick) {
            Given.run(trick + "; exports = () => 1");
            Given.run("exports = () => { " + trick + " }");

            assertThat(result("""
                    exports = async () => [
                      typeof left, typeof right, typeof exported, typeof {}.left, typeof [].left, typeof context.left,
                      context.values.get("greeting"), context.environment.tag, JSON.stringify({a: 1}), eval("1 + 1"),
                      await Promise.resolve("done"), Object.isFrozen(globalThis), "a".toWellFormed()
                    ]"""))
                    .isEqualTo("[\"undefined\",\"undefined\",\"undefined\",\"undefined\",\"undefined\",\"undefined\","
                            + "\"hello\",\"testing\",\"{\\\"a\\\":1}\",2,\"done\",false,\"a\"]");
        }

        @Test
        void hold_if_the_function_breaks_its_own_environment() {
            RunResult outcome = Given.run("""
                    JSON.stringify = JSON.parse = String = Error = eval = null;
                    Array.prototype[Symbol.iterator] = Promise.prototype.then = null;
                    exports = () => context.values.get("greeting")""");
            assertThat(outcome.result() != null || outcome.failure() != null).isTrue();
        }
    }
}
