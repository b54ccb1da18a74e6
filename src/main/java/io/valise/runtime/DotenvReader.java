package io.valise.runtime;

import io.valise.errors.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The programs that read dotenv. They disagree about quotes, escapes and line ends, so each has a rule of its own, by
 * which it reads every content byte for byte. What it cannot read so, it is not given.
 */
enum DotenvReader {
    /** POSIX shells, and our own import, which parses a carriage return as a line end. */
    SHELL("a shell") {
        private static final Pattern SPECIAL = Pattern.compile("[\\\\\"$`]");

        @Override
        String written(String content) {
            return '"' + SPECIAL.matcher(content).replaceAll("\\\\$0") + '"';
        }
    },

    /** {@code docker run --env-file}: the rest of the line, as it is. Go's scanner limits the length of a line. */
    DOCKER("docker --env-file") {
        private static final int MOST_BYTES_IN_LINE = 65_535;
        private static final int LONGEST_VARIABLE = 65;

        @Override
        String written(String content) {
            return content;
        }

        @Override
        @Nullable
        String obstacle(String content) {
            if (content.indexOf('\n') >= 0) {
                return "contains a line break";
            }
            if (content.endsWith("\r")) {
                return "ends in a carriage return";
            }
            return content.getBytes(StandardCharsets.UTF_8).length + LONGEST_VARIABLE + 1 < MOST_BYTES_IN_LINE
                    ? null
                    : "is too long for a line";
        }
    },

    /**
     * The package {@code dotenv} of npm. It has three kinds of quotes and no escapes in them, except for line ends in
     * double quotes, and takes a backslash before the closing quote for a part of the content.
     */
    NODE("npm's dotenv") {
        private static final Pattern ESCAPE = Pattern.compile("\\\\[nr]");
        private static final Pattern BARE = Pattern.compile("[!-~&&[^#'\"`]](?:[ -~&&[^#]]*[!-~&&[^#]])?");

        @Override
        String written(String content) {
            return quote(content)
                    .map(quote -> quote + content.replace("\r", "\\r") + quote)
                    .orElse(content);
        }

        @Override
        @Nullable
        String obstacle(String content) {
            return quote(content).isPresent() || BARE.matcher(content).matches()
                    ? null
                    : "has quotes and backslashes that cannot be escaped";
        }

        private static Optional<String> quote(String content) {
            boolean isDouble = !ESCAPE.matcher(content).find();
            boolean isOther = content.indexOf('\r') < 0;
            return content.endsWith("\\")
                    ? Optional.empty()
                    : Stream.of("'", "`", "\"")
                            .filter(quote -> quote.equals("\"") ? isDouble : isOther)
                            .filter(quote -> !content.contains(quote))
                            .findFirst();
        }
    },

    /**
     * The package {@code python-dotenv} of PyPI, which replaces <code>${…}</code> in any quotes, and takes a backslash
     * before the closing quote for a part of the content. <code>${:-text}</code> is a variable without a name, which
     * nobody can set, so it always becomes the text.
     */
    PYTHON("python-dotenv") {
        private static final Pattern SPECIAL = Pattern.compile("[\\\\\"]");

        @Override
        String written(String content) {
            String escaped = SPECIAL.matcher(content)
                    .replaceAll("\\\\$0")
                    .replace("\r", "\\r")
                    .replace("${", "${:-$}{");
            return '"' + escaped + (content.endsWith("\\") ? "${:-}" : "") + '"';
        }
    };

    private final String title;

    DotenvReader(String title) {
        this.title = title;
    }

    /** The reader with this name, a shell if it is null. Throws {@code InvalidParameter}, also for other formats. */
    static DotenvReader of(@Nullable String name, Format format) {
        if (name == null) {
            return SHELL;
        }
        if (format != Format.DOTENV) {
            throw ApiException.invalid("for", "can only be used with format=dotenv");
        }
        return Arrays.stream(values())
                .filter(reader -> reader.lowerCase().equals(name))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid(
                        "for",
                        "must be one of "
                                + Arrays.stream(values())
                                        .map(DotenvReader::lowerCase)
                                        .collect(Collectors.joining(", "))));
    }

    private String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What follows {@code NAME=} in the file, for a content without a problem. */
    abstract String written(String content);

    /** Why this reader in particular cannot read a content; null if it can. */
    @Nullable
    String obstacle(String content) {
        return null;
    }

    /** Why a content cannot be written, as the end of a sentence that begins with the value; null if it can. */
    @Nullable
    String problem(String content) {
        if (content.indexOf('\0') >= 0) {
            return "contains a NUL character, which environment variables cannot hold";
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(content)) {
            return "is not valid Unicode, which dotenv cannot represent";
        }
        @Nullable String obstacle = obstacle(content);
        return obstacle == null ? null : obstacle + ", which " + title + " cannot read";
    }
}
