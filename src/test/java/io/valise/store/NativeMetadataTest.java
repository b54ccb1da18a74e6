package io.valise.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.mongodb.panache.common.MongoEntity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The metadata for the native executable matches the code. A missing type would fail only there. */
class NativeMetadataTest {
    private static final Path METADATA =
            Path.of("src/main/resources/META-INF/native-image/io.valise/valise/reachability-metadata.json");

    @Test
    void every_stored_record_is_registered() throws IOException {
        Set<String> stored = new TreeSet<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.valise").stream()
                        .filter(type -> type.isAnnotatedWith(MongoEntity.class))
                        .forEach(entity -> addRecordsOf(entity, stored));
        assertThat(stored).contains("io.valise.crypto.SealedSecret", "io.valise.revisions.Tag");
        assertThat(registered()).containsAll(stored);
    }

    /** Quarkus registers the bodies that routes declare, but not these. */
    @Test
    void every_record_that_our_mappers_read_or_write_is_registered() throws IOException {
        Set<String> mapped = new TreeSet<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.valise").stream()
                        .filter(type -> type.getName()
                                .matches("io\\.valise\\.(errors\\.ErrorBody|audit\\.AuditRecord"
                                        + "|drafts\\.OptionalBody\\$.*)"))
                        .forEach(type -> {
                            mapped.add(type.getName());
                            addRecordsOf(type, mapped);
                        });
        assertThat(mapped)
                .contains("io.valise.errors.ApiException$Conflict", "io.valise.drafts.OptionalBody$DraftRebase");
        assertThat(registered()).containsAll(mapped);
    }

    @Test
    void every_registered_type_exists() throws IOException {
        assertThat(registered())
                .allSatisfy(name -> assertThat(Class.forName(name, false, NativeMetadataTest.class.getClassLoader()))
                        .isNotNull());
    }

    private static void addRecordsOf(JavaClass type, Set<String> found) {
        for (JavaField field : type.getFields()) {
            for (JavaClass part : field.getType().getAllInvolvedRawTypes()) {
                if (part.isRecord() && part.getName().startsWith("io.valise") && found.add(part.getName())) {
                    addRecordsOf(part, found);
                }
            }
        }
    }

    private static Set<String> registered() throws IOException {
        JsonNode types = new ObjectMapper().readTree(METADATA.toFile()).get("reflection");
        Set<String> names = new TreeSet<>();
        StreamSupport.stream(types.spliterator(), false)
                .forEach(type -> names.add(type.get("type").asText()));
        return names;
    }
}
