package io.valise.bulk;

import java.util.Optional;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.ScannerException;
import org.snakeyaml.engine.v2.scanner.Scanner;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.tokens.Token;

/**
 * Allows tabs between tokens, which YAML 1.2 allows (section 6.2) and the library does not. Tabs are skipped after a
 * token, and where the library fails because it found one in place of a token. A tab must not indent a mapping or a
 * sequence.
 */
final class YamlTabs implements Scanner {
    /**
     * The context of the library's error when it looked for a token. Its state is unchanged then, so it can look again.
     */
    private static final String BETWEEN_TOKENS = "while scanning for the next token";

    /** Limits the failures that are handled as tabs. Each takes some microseconds. */
    private static final int MAX_FAILURES = 20_000;

    private final StreamReader reader;
    private final Scanner scanner;
    private int failures;
    private int line = -1;
    /** The column of the first tab that was skipped in the line. */
    private int column;

    YamlTabs(StreamReader reader, Scanner scanner) {
        this.reader = reader;
        this.scanner = scanner;
    }

    @Override
    public boolean checkToken(Token.ID... choices) {
        return skippingTabs(() -> scanner.checkToken(choices));
    }

    @Override
    public Token peekToken() {
        return skippingTabs(scanner::peekToken);
    }

    @Override
    public boolean hasNext() {
        return skippingTabs(scanner::hasNext);
    }

    @Override
    public Token next() {
        Token token = skippingTabs(scanner::next);
        if (isBlock(token.getTokenId())) {
            token.getStartMark().ifPresent(this::refuseIndentation);
        }
        return token;
    }

    @Override
    public void resetDocumentIndex() {
        scanner.resetDocumentIndex();
    }

    private <T> T skippingTabs(Supplier<T> call) {
        if (reader.peek() == '\t') {
            skip();
        }
        while (true) {
            try {
                return call.get();
            } catch (ScannerException failure) {
                if (!isBlank(reader.peek())
                        || !BETWEEN_TOKENS.equals(failure.getContext())
                        || ++failures > MAX_FAILURES) {
                    throw failure;
                }
                skip();
            }
        }
    }

    private void skip() {
        if (line != reader.getLine()) {
            line = reader.getLine();
            column = reader.getColumn();
        }
        while (isBlank(reader.peek())) {
            reader.forward();
        }
    }

    private void refuseIndentation(Mark start) {
        if (start.getLine() == line && start.getColumn() > column) {
            throw new ScannerException("a tab indents a mapping or a sequence", Optional.of(start));
        }
    }

    private static boolean isBlock(Token.ID id) {
        return id == Token.ID.BlockMappingStart || id == Token.ID.BlockSequenceStart;
    }

    private static boolean isBlank(int c) {
        return c == '\t' || c == ' ';
    }
}
