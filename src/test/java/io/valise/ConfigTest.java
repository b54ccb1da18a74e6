package io.valise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each of our settings: its name, its default, and that another value is applied. */
class ConfigTest {
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("valise.audit.counts-every", "PT5S"),
            Map.entry("valise.audit.reads-kept", "PT2160H"),
            Map.entry("valise.bootstrap.private-key", "Optional.empty"),
            Map.entry("valise.bootstrap.public-key", "Optional.empty"),
            Map.entry("valise.data-dir", "valise-data"),
            Map.entry("valise.drafts.kept", "PT2160H"),
            Map.entry("valise.embedded.check", "false"),
            Map.entry("valise.embedded.credential-file", "Optional.empty"),
            Map.entry("valise.embedded.fsync", "true"),
            Map.entry("valise.errors.documentation", "/docs/errors"),
            Map.entry("valise.functions.memory", "16777216"),
            Map.entry("valise.functions.output", "1048576"),
            Map.entry("valise.functions.queue", "32"),
            Map.entry("valise.functions.source", "262144"),
            Map.entry("valise.functions.threads", "2"),
            Map.entry("valise.functions.time", "PT1S"),
            Map.entry("valise.limits.entries", "100000"),
            Map.entry("valise.limits.history", "25"),
            Map.entry("valise.limits.secret-length", "500"),
            Map.entry("valise.limits.value-size", "1048576"),
            Map.entry("valise.master-key", "Optional.empty"),
            Map.entry("valise.master-key-file", "Optional.empty"),
            Map.entry("valise.project-name", "default"),
            Map.entry("valise.proxies.trusted", "Optional.empty"),
            Map.entry("valise.requests.arrival", "PT30S"),
            Map.entry("valise.requests.h2c", "false"),
            Map.entry("valise.requests.held", "20000"),
            Map.entry("valise.requests.most", "1000"),
            Map.entry("valise.restored", "Optional.empty"),
            Map.entry("valise.runtime.memory", "134217728"),
            Map.entry("valise.session.access-token-life", "PT30M"),
            Map.entry("valise.session.most-per-key", "100"),
            Map.entry("valise.session.refresh-token-life", "PT1440H"),
            Map.entry("valise.sign-in.free-per-key", "5"),
            Map.entry("valise.sign-in.longest-delay", "PT5M"),
            Map.entry("valise.sign-in.most-per-minute", "60"),
            Map.entry("valise.store.retry-writes", "true"),
            Map.entry("valise.sweep.every", "PT10M"));

    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("valise.audit.counts-every", "PT1M"),
            Map.entry("valise.audit.reads-kept", "PT24H"),
            Map.entry("valise.bootstrap.private-key", "a-private-half"),
            Map.entry("valise.bootstrap.public-key", "a-public-half"),
            Map.entry("valise.data-dir", "/var/lib/valise"),
            Map.entry("valise.drafts.kept", "PT48H"),
            Map.entry("valise.embedded.check", "true"),
            Map.entry("valise.embedded.credential-file", "/run/valise/credential"),
            Map.entry("valise.embedded.fsync", "false"),
            Map.entry("valise.errors.documentation", "https://docs.example.com/errors"),
            Map.entry("valise.functions.memory", "33554432"),
            Map.entry("valise.functions.output", "2048"),
            Map.entry("valise.functions.queue", "100"),
            Map.entry("valise.functions.source", "4096"),
            Map.entry("valise.functions.threads", "8"),
            Map.entry("valise.functions.time", "PT2.5S"),
            Map.entry("valise.limits.entries", "200"),
            Map.entry("valise.limits.history", "100"),
            Map.entry("valise.limits.secret-length", "4000"),
            Map.entry("valise.limits.value-size", "2048"),
            Map.entry("valise.master-key", "made-up-key"),
            Map.entry("valise.master-key-file", "/run/secrets/master-key"),
            Map.entry("valise.project-name", "payments"),
            Map.entry("valise.proxies.trusted", "10.0.0.0/8"),
            Map.entry("valise.requests.arrival", "PT1M"),
            Map.entry("valise.requests.h2c", "true"),
            Map.entry("valise.requests.held", "100"),
            Map.entry("valise.requests.most", "50"),
            Map.entry("valise.restored", "the first drill"),
            Map.entry("valise.runtime.memory", "2000000"),
            Map.entry("valise.session.access-token-life", "PT5M"),
            Map.entry("valise.session.most-per-key", "7"),
            Map.entry("valise.session.refresh-token-life", "PT24H"),
            Map.entry("valise.sign-in.free-per-key", "10"),
            Map.entry("valise.sign-in.longest-delay", "PT1H"),
            Map.entry("valise.sign-in.most-per-minute", "600"),
            Map.entry("valise.store.retry-writes", "false"),
            Map.entry("valise.sweep.every", "PT1H"));

    private static final List<Class<?>> MAPPINGS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.valise").stream()
                    .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                    .<Class<?>>map(JavaClass::reflect)
                    .toList();

    private static final BeanValidationConfigValidator RULES = new BeanValidationConfigValidator() {
        private final Validator validator =
                Validation.buildDefaultValidatorFactory().getValidator();

        @Override
        public Validator getValidator() {
            return validator;
        }
    };

    private static SmallRyeConfig config(Map<String, String> set) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(set, "test", 100))
                .addDiscoveredConverters()
                .withValidator(RULES);
        MAPPINGS.forEach(builder::withMapping);
        return builder.build();
    }

    /** All settings as the service sees them. */
    private static Map<String, String> settings(SmallRyeConfig config) {
        Map<String, String> settings = new TreeMap<>();
        for (Class<?> mapping : MAPPINGS) {
            read(
                    config.getConfigMapping(mapping),
                    mapping,
                    mapping.getAnnotation(ConfigMapping.class).prefix(),
                    settings);
        }
        return settings;
    }

    private static void read(Object group, Class<?> type, String prefix, Map<String, String> settings) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.isDefault() || Modifier.isStatic(method.getModifiers()) || method.isSynthetic()) {
                continue;
            }
            String name =
                    prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
            try {
                method.setAccessible(true);
                Object value = method.invoke(group);
                if (method.getReturnType().isInterface()
                        && type.equals(method.getReturnType().getEnclosingClass())) {
                    read(value, method.getReturnType(), name, settings);
                } else {
                    settings.put(name, String.valueOf(value));
                }
            } catch (ReflectiveOperationException wrong) {
                throw new AssertionError(name, wrong);
            }
        }
    }

    @Test
    void has_these_defaults_and_no_other_settings() {
        assertThat(settings(config(Map.of()))).isEqualTo(new TreeMap<>(DEFAULTS));
    }

    @Test
    void takes_another_value_for_each() {
        assertThat(OTHERS.keySet()).isEqualTo(DEFAULTS.keySet());
        Map<String, String> seen = settings(config(OTHERS));
        seen.replaceAll((name, value) -> value.replaceAll("^Optional\\[\\[?(.*?)]+$", "$1"));
        assertThat(seen).isEqualTo(new TreeMap<>(OTHERS));
    }

    @Test
    void takes_them_from_the_environment() {
        Map<String, String> variables = new HashMap<>();
        OTHERS.forEach((name, value) -> variables.put(name.toUpperCase().replaceAll("[.-]", "_"), value));
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(variables, 300))
                .addDiscoveredConverters();
        MAPPINGS.forEach(builder::withMapping);
        Map<String, String> seen = settings(builder.build());
        seen.replaceAll((name, value) -> value.replaceAll("^Optional\\[\\[?(.*?)]+$", "$1"));
        assertThat(seen).isEqualTo(new TreeMap<>(OTHERS));
        assertThat(variables).containsKeys("VALISE_DATA_DIR", "VALISE_MASTER_KEY_FILE");
    }

    /** Quarkus disables retryable writes by default, even if the connection string enables them. */
    @ParameterizedTest
    @CsvSource({", true", "true, true", "false, false"})
    void retries_writes_unless_disabled(@Nullable String set, boolean retried) throws IOException {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(
                        Path.of("src/main/resources/application.properties")
                                .toUri()
                                .toURL(),
                        250));
        if (set != null) {
            builder.withSources(new EnvConfigSource(Map.of("VALISE_STORE_RETRY_WRITES", set), 300));
        }
        assertThat(builder.build().getValue("quarkus.mongodb.write-concern.retry-writes", Boolean.class))
                .isEqualTo(retried);
    }

    @ParameterizedTest
    @CsvSource({
        "valise.audit.counts-every, PT0S",
        "valise.audit.reads-kept, PT1M",
        "valise.drafts.kept, 59m",
        "valise.functions.memory, 4194303",
        "valise.functions.output, 1023",
        "valise.functions.queue, 0",
        "valise.functions.source, 4194305",
        "valise.functions.threads, 0",
        "valise.functions.time, 9ms",
        "valise.functions.time, 61s",
        "valise.limits.entries, 0",
        "valise.limits.entries, 1000001",
        "valise.limits.history, 1",
        "valise.limits.history, 1001",
        "valise.limits.secret-length, 0",
        "valise.limits.value-size, 0",
        "valise.limits.value-size, 8388609",
        "valise.embedded.check, ",
        "valise.embedded.fsync, ",
        "valise.errors.documentation, docs/errors",
        "valise.errors.documentation, /docs/errors#codes",
        "valise.errors.documentation, javascript:alert(1)",
        "valise.requests.most, 0",
        "valise.requests.held, 0",
        "valise.requests.arrival, 0s",
        "valise.sign-in.free-per-key, 0",
        "valise.session.most-per-key, 0",
        "valise.sign-in.longest-delay, 0s",
        "valise.sign-in.most-per-minute, 0",
        "valise.sweep.every, soon"
    })
    void refuses_values_out_of_bounds(String name, String value) {
        assertThatThrownBy(() -> config(Map.of(name, value == null ? "" : value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(name);
    }
}
