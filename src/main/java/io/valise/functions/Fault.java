package io.valise.functions;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds where in its code a Function failed. The engine records a position only for some operations, so an error's
 * stack may name the line of the operation before, or the beginning of the function. A position is therefore only given
 * if the code has there what the error is about: the undefined name, or the call that failed. Code that cannot be told
 * from text without parsing it, as with regular expressions, has no positions.
 */
final class Fault {
    /** A frame of the Function's code in an error's stack. A parser's position has no function. */
    private static final Pattern FRAME = Pattern.compile(
            "^ *at (?:(?<function>.*) \\()?<input>:(?<line>\\d+):(?<column>\\d+)\\)?$", Pattern.MULTILINE);

    /** The stack of an error in the source or the expression itself, which {@code guest.js} evaluates. */
    private static final Pattern PARSER =
            Pattern.compile("^ *at <input>:\\d+:\\d+\n *at eval \\(native\\)\n *at call \\(function\\.mjs");

    private static final Pattern NATIVE =
            Pattern.compile("^(?: *at <input>[^\n]*\n)? *at (?<function>\\S+) \\(native\\)");
    private static final Pattern REQUIRE = Pattern.compile("^Error: (?<function>require)\\(");

    /** The engine's and {@code guest.js}'s sentences about a name. */
    private static final Pattern NAME =
            Pattern.compile("^ReferenceError: (?<name>[\\w$]+) is not (?:defined|initialized)$");

    private static final Pattern CONSTANT = Pattern.compile("^TypeError: '(?<name>[\\w$]+)' is read-only$");
    private static final Pattern PROPERTY =
            Pattern.compile("^TypeError: cannot (?:read|set) property '(?<name>[\\w$]+)' of ");
    private static final Pattern CONTEXT = Pattern.compile("^Error: context\\.(?<name>\\w+) is not supported");

    private static final Pattern TOKEN = Pattern.compile("[Uu]nexpected .*'(?<token>.+)'$");

    /** Reads a property whose name only the running Function knows. */
    private static final Pattern COMPUTED = Pattern.compile("[\\w$)\\]]\\s*\\[\\s*[A-Za-z_$(]");

    /** {@code guest.js} evaluates the source after an empty line. */
    private static final int LINES_BEFORE = 1;

    private static final String NOT_A_FUNCTION = "TypeError: not a function";
    private static final String NOT_IN_A_WORD = "(?![\\w$])";
    private static final String NOT_A_PROPERTY = "(?<![\\w$]|[^.]\\.)";

    private record Frame(@Nullable String function, int line, int column) {}

    private final int sourceLines;
    private final String written;
    /** What is written, without strings and comments. */
    private final String code;

    private final String sentence;
    private final String constructor;
    private final String stack;

    /**
     * @param sentence the error's name and message
     * @param thrown the name of the error's constructor on the first line, and then the stack
     */
    Fault(Call call, String sentence, String thrown) {
        int line = thrown.indexOf('\n');
        this.sourceLines = lines(call.source());
        this.written = call.expression() == null ? call.source() : call.source() + '\n' + call.expression();
        this.code = CodeText.withoutText(written);
        this.sentence = sentence;
        this.constructor = line < 0 ? "" : thrown.substring(0, line);
        this.stack = thrown.substring(line + 1);
    }

    /** As many lines as the source has, so that the lines of the expression follow those of the source. */
    static int lines(String source) {
        return (int) source.chars().filter(c -> c == '\n').count() + 1;
    }

    /** For the end of the sentence, such as " (line 3, column 10)"; empty if the position is not known. */
    String place() {
        if (CodeText.isAmbiguous(written)) {
            return "";
        }
        if (PARSER.matcher(stack).find()) {
            return frames().stream()
                    .findFirst()
                    .map(parser -> placeInLine(parser.line))
                    .orElse("");
        }
        for (Pattern about : List.of(NAME, CONSTANT, PROPERTY, CONTEXT)) {
            Matcher found = about.matcher(sentence);
            if (found.find()) {
                return placeOf(about, found.group("name"));
            }
        }
        return frames().stream()
                .filter(frame -> frame.function != null && !frame.function.equals(constructor))
                .findFirst()
                .map(this::call)
                .orElse("");
    }

    /** The parser's lines are right and its columns are not, so the token that it names is searched in the line. */
    private String placeInLine(int line) {
        int start = offset(new Frame(null, line, 1));
        Matcher token = TOKEN.matcher(sentence);
        if (start < 0) {
            return "";
        }
        if (!token.find()) {
            return shown(line, 0);
        }
        String text = Pattern.quote(token.group("token"));
        boolean isWord = Character.isJavaIdentifierPart(token.group("token").charAt(0));
        int end = code.indexOf('\n', start);
        List<Integer> found = Pattern.compile(isWord ? "(?<![\\w$])" + text + NOT_IN_A_WORD : text)
                .matcher(code.substring(start, end < 0 ? code.length() : end))
                .results()
                .map(MatchResult::start)
                .toList();
        return found.size() == 1 ? shown(start + found.get(0)) : shown(line, 0);
    }

    private List<Frame> frames() {
        List<Frame> frames = new ArrayList<>();
        Matcher frame = FRAME.matcher(stack);
        while (frame.find()
                && frame.group("line").length() < 8
                && frame.group("column").length() < 8) {
            frames.add(new Frame(
                    frame.group("function"),
                    Integer.parseInt(frame.group("line")) - LINES_BEFORE,
                    Integer.parseInt(frame.group("column"))));
        }
        return frames;
    }

    /** The only place of the name in the code, or the only line. */
    private String placeOf(Pattern about, String name) {
        String before = about == NAME ? NOT_A_PROPERTY : about == CONTEXT ? "(?<=context\\.)" : "(?<![\\w$])";
        if (about == PROPERTY && COMPUTED.matcher(code).find()) {
            return "";
        }
        List<Integer> found = Pattern.compile(before + Pattern.quote(name) + NOT_IN_A_WORD)
                .matcher(code)
                .results()
                .map(MatchResult::start)
                .toList();
        if (found.isEmpty()) {
            return "";
        }
        int first = found.get(0);
        if (found.size() == 1) {
            return shown(first);
        }
        int end = code.indexOf('\n', first);
        return end < 0 || found.get(found.size() - 1) < end ? shown(line(first), 0) : "";
    }

    /** The call of a known name at the position in a frame, or around it. */
    private String call(Frame frame) {
        int at = offset(frame);
        Matcher inNative = NATIVE.matcher(stack);
        Matcher require = REQUIRE.matcher(sentence);
        List<String> names = inNative.find()
                ? List.of(inNative.group("function"))
                : require.find() ? List.of("require") : List.of(constructor, sentence.split(":", 2)[0]);
        if (at < 0) {
            return "";
        }
        @Nullable String called = CodeText.callAt(code, at);
        int open = CodeText.enclosing(code, at);
        // Inside the arguments of a call, either of the two may have failed.
        boolean isOutermost = open < 0 || CodeText.wordBefore(code, open) == open;
        if (called != null && (names.contains(called) || (isOutermost && sentence.equals(NOT_A_FUNCTION)))) {
            return shown(at);
        }
        while (open >= 0) {
            int name = CodeText.wordBefore(code, open);
            if (names.contains(String.valueOf(CodeText.callAt(code, name)))) {
                return shown(name);
            }
            open = CodeText.enclosing(code, open);
        }
        return "";
    }

    /** The frame's position in the code; -1 if it is not in the code. The engine's columns count bytes of UTF-8. */
    private int offset(Frame frame) {
        if (frame.line < 1 || frame.column < 1) {
            return -1;
        }
        int start = 0;
        for (int line = 1; line < frame.line; line++) {
            start = code.indexOf('\n', start) + 1;
            if (start == 0) {
                return -1;
            }
        }
        byte[] fromHere =
                written.substring(start).lines().findFirst().orElse("").getBytes(StandardCharsets.UTF_8);
        if (frame.column > fromHere.length + 1) {
            return -1;
        }
        return start + new String(fromHere, 0, frame.column - 1, StandardCharsets.UTF_8).length();
    }

    private int line(int offset) {
        return lines(code.substring(0, offset));
    }

    private String shown(int offset) {
        return shown(line(offset), offset - code.lastIndexOf('\n', offset - 1));
    }

    /** @param column 0 if it is not known */
    private String shown(int line, int column) {
        boolean inSource = line <= sourceLines;
        return " (" + (inSource ? "line " + line : "eval_source, line " + (line - sourceLines))
                + (column == 0 ? "" : ", column " + column) + ")";
    }
}
