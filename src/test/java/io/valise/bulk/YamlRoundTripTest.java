package io.valise.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.BulkApi;
import io.valise.testing.Program;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** YAML that programs read can be imported again without any change, down to the last digit. */
@QuarkusTest
class YamlRoundTripTest {
    private static final String[] PIECES = {
        "yes", "0o7", "1e3", "~", "null", " ", "\t", "\n", "\r\n", ": ", "- ", "#", "'", "\"", "\\", "/", "\u0001",
        "\u007f", "\u0085", "\u00a0", "\u2028", "\u2029", "\ufeff", "\ue000", "\uffff", "é", "漢", "😀", "{", "]", ","
    };

    private static final String[] LITERALS = {
        "null", "true", "0", "-0", "1.10", "1e400", "1E+5", "12345678901234567890", "-0.1e-7", "[]", "{}"
    };

    @Inject
    Given given;

    @Test
    void everything_that_a_program_reads_as_YAML_is_read_from_it() {
        Random random = new Random(14);
        StringBuilder body = new StringBuilder("{\"first\":0");
        for (int i = 0; i < 300; i++) {
            body.append(",\"v").append(i).append("\":").append(json(random, 4));
        }
        Api from = Api.withNewApp(given.accessToken(), "from");
        from.post("/values/import", body.append('}').toString()).statusCode(200);
        Api to = from.anotherApp("to");

        byte[] yaml = Program.of(from).get("/values?format=yaml").asByteArray();
        new BulkApi.App(to.token(), to.project(), to.path(""))
                .importing("values", Bodies.YAML, yaml)
                .statusCode(200);

        assertThat(values(to)).isEqualTo(values(from)).contains("1e400", "\"first\":0");
    }

    private static String values(Api app) {
        String listing = new String(Program.of(app).get("/values").asByteArray(), StandardCharsets.UTF_8);
        return listing.substring(listing.lastIndexOf(",\"values\":{\"first\""));
    }

    private static String json(Random random, int depth) {
        StringBuilder json = new StringBuilder();
        switch (random.nextInt(depth == 0 ? 2 : 4)) {
            case 0 -> json.append(LITERALS[random.nextInt(LITERALS.length)]);
            case 1 -> json.append(text(random));
            case 2 -> {
                json.append("[0");
                for (int i = random.nextInt(4); i > 0; i--) {
                    json.append(',').append(json(random, depth - 1));
                }
                json.append(']');
            }
            default -> {
                json.append("{\"\":0");
                for (int i = random.nextInt(4); i > 0; i--) {
                    String key = "k".repeat(random.nextInt(8) == 0 ? 2_000 : 1) + i;
                    String name = text(random);
                    json.append(",\"").append(key).append(name, 1, name.length());
                    json.append(':').append(json(random, depth - 1));
                }
                json.append('}');
            }
        }
        return json.toString();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
