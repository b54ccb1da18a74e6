package io.valise.bulk;

import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.ScannerImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The events of a YAML 1.2 text, read by the library. Two of its rules are from YAML 1.1 and are corrected here: it
 * reads U+0085 as a line break, so another character replaces it during parsing, and {@link YamlTabs} handles tabs.
 */
final class YamlEvents {
    private static final char NEXT_LINE = '\u0085';

    /** The private use area: characters without an assigned meaning. A text may still contain them. */
    private static final char FIRST_STAND_IN = '\uE000';

    private static final char LAST_STAND_IN = '\uF8FF';

    /** An escape in double quotes that may stand for one of them. */
    private static final Pattern ESCAPED_STAND_IN = Pattern.compile("\\\\(?:u|U0000)([eEfF][0-9a-fA-F]{3})");

    private final ParserImpl parser;
    private final char standIn;

    /** The text is not valid YAML. There is no message, because that of the library quotes the text. */
    static final class Malformed extends Exception {
        private final String place;

        private Malformed(String place) {
            super(null, null, false, false);
            this.place = place;
        }

        /** Returns the place of the error, for an error message. */
        String place() {
            return place;
        }
    }

    YamlEvents(String text) throws Malformed {
        boolean hasNextLine = text.indexOf(NEXT_LINE) >= 0;
        this.standIn = hasNextLine ? standIn(text) : NEXT_LINE;
        LoadSettings settings = LoadSettings.builder()
                // The limit of the body is smaller.
                .setCodePointLimit(Integer.MAX_VALUE)
                // Read in one piece, since the library copies a long scalar again for each piece.
                .setBufferSize(Math.max(1, text.length()))
                .build();
        StreamReader reader = new StreamReader(settings, text.replace(NEXT_LINE, standIn));
        this.parser = new ParserImpl(settings, new YamlTabs(reader, new ScannerImpl(settings, reader)));
    }

    /** Returns a character that is not in the text and that no escape in it stands for. */
    private static char standIn(String text) throws Malformed {
        BitSet taken = new BitSet();
        text.chars().filter(c -> c >= FIRST_STAND_IN && c <= LAST_STAND_IN).forEach(taken::set);
        Matcher escapes = ESCAPED_STAND_IN.matcher(text);
        while (escapes.find()) {
            taken.set(Integer.parseInt(escapes.group(1), 16));
        }
        int free = taken.nextClearBit(FIRST_STAND_IN);
        if (free > LAST_STAND_IN) {
            throw new Malformed("body");
        }
        return (char) free;
    }

    Event next() throws Malformed {
        try {
            return parser.next();
        } catch (MarkedYamlEngineException malformed) {
            throw new Malformed(place(malformed.getProblemMark()));
        } catch (RuntimeException malformed) {
            // The library also throws others, such as a NumberFormatException that quotes the text.
            throw new Malformed("body");
        }
    }

    /** Returns the text of the scalar as it was sent. */
    String text(ScalarEvent scalar) {
        return scalar.getValue().replace(standIn, NEXT_LINE);
    }

    static String place(Event event) {
        return place(event.getStartMark());
    }

    private static String place(Optional<Mark> mark) {
        return mark.map(at -> "line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1))
                .orElse("body");
    }
}
