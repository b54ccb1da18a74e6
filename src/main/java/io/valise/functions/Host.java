package io.valise.functions;

import io.valise.errors.Shortened;
import io.valise.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the sandbox during one call: answers the questions of {@code guest.js} and takes its output. It grants no
 * extra rights: code in the sandbox that calls it directly can only read and output what a Function may anyway.
 */
final class Host {
    /** Random numbers per request. */
    private static final int RANDOM_NUMBERS = 64;

    /** The size that a logged line counts in addition to its text, so that empty lines are not free. */
    private static final int LINE = 64;

    private static final int SENTENCE = 4_000;

    /** In bytes. A Function can forge a stack; one that is longer says nothing about its code. */
    private static final int MOST_STACK = 65_536;

    /** {@code JSON.parse} counts in its argument, which could be mistaken for a place in the Function. */
    private static final Pattern PLACE_IN_JSON = Pattern.compile(" \\(line \\d+ column \\d+\\)$");

    private final Call call;
    private final RandomGenerator random;
    private final List<String> logs = new ArrayList<>();
    private final List<String> errorLogs = new ArrayList<>();
    private @Nullable String result;
    private RunResult.@Nullable Failure failure;
    private String thrown = "";
    private int outputLeft;

    Host(Call call, RandomGenerator random, int output) {
        this.call = call;
        this.random = random;
        this.outputLeft = output;
    }

    /**
     * Answers a question with a JSON array that contains the answer; empty if there is none.
     *
     * @param length of the text, in bytes; the text is only read if the output limit allows it
     */
    String ask(String question, int length, Supplier<String> text) {
        return switch (question) {
            case "source" -> "[" + quoted(call.source()) + "]";
            case "expression" -> "[" + expression() + "]";
            case "arguments" -> "[[" + String.join(",", call.arguments()) + "]]";
            case "value" -> "[" + value(length, text) + "]";
            case "environment" ->
                "[{\"tag\":" + quoted(call.configuration().tag()) + ",\"values\":"
                        + call.configuration().environment() + "}]";
            case "random" -> randomNumbers();
            default -> {
                take(question, length, text);
                yield "[]";
            }
        };
    }

    private void take(String what, int length, Supplier<String> text) {
        switch (what) {
            case "log" -> logs.add(said(length + LINE, text));
            case "warn" -> errorLogs.add(said(length + LINE, text));
            case "result" -> result = said(length, text);
            case "thrown" -> thrown = length > MOST_STACK ? "" : Shortened.to(SENTENCE, text.get());
            case "failure" -> failure = failure(said(Math.min(length, SENTENCE), text));
            default -> throw nonsense();
        }
    }

    /** Texts that are too long to be a name have no value. */
    private String value(int length, Supplier<String> name) {
        @Nullable String json = length > 256 ? null : call.configuration().value(name.get());
        return json == null ? "" : json;
    }

    private String said(int cost, Supplier<String> text) {
        outputLeft -= Math.min(cost, outputLeft + 1);
        if (outputLeft < 0) {
            throw new Stopped(RunResult.Code.OutputLimitExceeded, "the result and the logs are larger than allowed");
        }
        return text.get();
    }

    /** Begins on the line after the source and the empty line before it, so that an error's line tells them apart. */
    private String expression() {
        @Nullable String expression = call.expression();
        return expression == null ? "" : quoted("\n".repeat(Fault.lines(call.source()) + 1) + expression);
    }

    /** The code's name, a space, and the sentence, which is completed by the position if that is known. */
    private RunResult.Failure failure(String text) {
        String code = text.substring(0, Math.max(0, text.indexOf(' ')));
        return Arrays.stream(RunResult.Code.values())
                .filter(known -> known.name().equals(code))
                .findFirst()
                .map(known -> new RunResult.Failure(known, placed(text.substring(code.length() + 1))))
                .orElseThrow(Host::nonsense);
    }

    private String placed(String text) {
        String sentence = Shortened.to(SENTENCE, text);
        String place = new Fault(call, sentence, thrown).place();
        return PLACE_IN_JSON.matcher(sentence).replaceFirst("") + place;
    }

    private static Stopped nonsense() {
        return new Stopped(RunResult.Code.FunctionExecutionError, "the Function tampered with its sandbox");
    }

    private String randomNumbers() {
        return DoubleStream.generate(random::nextDouble)
                .limit(RANDOM_NUMBERS)
                .mapToObj(Double::toString)
                .collect(Collectors.joining(",", "[[", "]]"));
    }

    private static String quoted(String text) {
        return Json.ofText(text).text();
    }

    static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Nullable
    String result() {
        return result;
    }

    RunResult.@Nullable Failure failure() {
        return failure;
    }

    List<String> logs() {
        return List.copyOf(logs);
    }

    List<String> errorLogs() {
        return List.copyOf(errorLogs);
    }
}
