package io.valise.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.valise.testing.Service;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service on a disk that has flipped one bit of a value. */
class DamagedDiskIT {
    private static final String MARKER = "a-made-up-marker";
    private static final Map<String, String> CHECK = Map.of("VALISE_EMBEDDED_CHECK", "true");

    @TempDir
    Path folder;

    @Test
    void one_item_is_refused_the_rest_is_served_and_a_check_names_it() throws Exception {
        String app;
        try (Service service = Service.start(folder, Map.of())) {
            Client me = Client.login(service.ready(), Client.PUBLIC_KEY, Client.PRIVATE_KEY);
            app = me.newApp("damaged");
            create(me, app, "sound", "s".repeat(20_000));
            create(me, app, "altered", "a".repeat(10_000) + MARKER + "a".repeat(10_000));
        }
        check(0, "no damage");
        flipABit(folder.resolve("valise-data/valise.mv"));
        check(1, "Damaged: parts/valise.values");

        try (Service service = Service.start(folder, Map.of())) {
            Client me = Client.login(service.ready(), Client.PUBLIC_KEY, Client.PRIVATE_KEY);
            var values = me.get(app + "/values");
            assertThat(values.each("name")).containsExactly("altered", "sound");
            var altered = me.get(app + "/values/" + values.each("_id").get(0));
            assertThat(altered.status()).isEqualTo(500);
            assertThat(altered.error()).isEqualTo("StoreDamaged");
            assertThat(altered.body()).contains("altered");
            assertThat(me.get(app + "/values/" + values.each("_id").get(1)).status())
                    .isEqualTo(200);
            create(me, app, "later", "written on");
            assertThat(service.output()).contains("Damage in the store").doesNotContain("\tat ", MARKER);
        }
    }

    private static void create(Client me, String app, String name, String value) {
        assertThat(me.post(app + "/values", Map.of("name", name, "value", value))
                        .status())
                .isEqualTo(201);
    }

    private void check(int code, String says) throws Exception {
        try (Service check = Service.start(folder, CHECK)) {
            assertThat(check.ended()).as(check.output()).isEqualTo(code);
            assertThat(check.output()).contains(says).doesNotContain("Exception", "\tat ");
        }
    }

    /** Flips the bit in every copy of the value in the file. */
    private static void flipABit(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(MARKER);
        for (int at = text.indexOf(MARKER); at >= 0; at = text.indexOf(MARKER, at + 1)) {
            bytes[at] ^= 1;
        }
        Files.write(file, bytes);
    }
}
