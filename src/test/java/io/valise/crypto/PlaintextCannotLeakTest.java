package io.valise.crypto;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks over all our classes where a clear content can be kept and who can reveal it. */
class PlaintextCannotLeakTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.valise");

    private static final DescribedPredicate<JavaField> HOLDS_PLAINTEXT = DescribedPredicate.describe(
            "of a type with Plaintext in it",
            field -> field.getType().getAllInvolvedRawTypes().stream()
                    .anyMatch(type -> type.getBaseComponentType().isEquivalentTo(Plaintext.class)));

    /** A request's body, while the request is handled. */
    private static final DescribedPredicate<JavaClass> RECORD_OF_A_RESOURCE = DescribedPredicate.describe(
            "records beside their resource",
            type -> type.isRecord()
                    && type.getEnclosingClass()
                            .filter(outer -> outer.getSimpleName().endsWith("Resource"))
                            .isPresent());

    /** The two halves of an API key, from their creation or the settings until they are printed or returned once. */
    private static final DescribedPredicate<JavaClass> KEY_PAIR = DescribedPredicate.describe(
            "the key pair", type -> type.getFullName().equals("io.valise.auth.KeyPair"));

    /** A content in a legacy secrets file, between the reading of an upload and its sealing. */
    private static final DescribedPredicate<JavaClass> LEGACY_SECRET = DescribedPredicate.describe(
            "a legacy secret of an upload", type -> type.getFullName().equals("io.valise.files.Upload$LegacySecret"));

    private static final DescribedPredicate<JavaClass> CRYPTO =
            JavaClass.Predicates.resideInAPackage("io.valise.crypto");

    static final ArchRule KEPT_ONLY_BY_REQUESTS = fields().that(HOLDS_PLAINTEXT)
            .should()
            .beDeclaredInClassesThat(
                    RECORD_OF_A_RESOURCE.or(KEY_PAIR).or(LEGACY_SECRET).or(CRYPTO))
            .allowEmptyShould(true);

    static final ArchRule NEVER_STORED = fields().that(HOLDS_PLAINTEXT)
            .should()
            .beDeclaredInClassesThat(
                    DescribedPredicate.not(JavaClass.Predicates.assignableTo(ReactivePanacheMongoEntityBase.class)))
            .allowEmptyShould(true);

    static final ArchRule REVEALED_ONLY_WHERE_IT_IS_USED = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.valise.crypto",
                    "io.valise.runtime..",
                    "io.valise.functions..",
                    // HA1 of HTTP Digest.
                    "io.valise.auth..")
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "the target is Plaintext.reveal()",
                    (JavaAccess<?> access) -> access.getTargetOwner().isEquivalentTo(Plaintext.class)
                            && access.getTarget().getName().equals("reveal")));

    static final ArchRule HAS_NO_OTHER_WAY_OUT = classes()
            .that()
            .areAssignableTo(Plaintext.class)
            .should()
            .notBeAssignableTo(Serializable.class)
            .andShould()
            .haveOnlyFinalFields()
            .andShould()
            .haveOnlyPrivateConstructors();

    @Test
    void only_requests_and_the_sealing_itself_hold_a_plaintext() {
        KEPT_ONLY_BY_REQUESTS.check(OURS);
    }

    @Test
    void no_entity_holds_a_plaintext() {
        NEVER_STORED.check(OURS);
    }

    @Test
    void only_code_that_uses_a_content_reveals_it() {
        REVEALED_ONLY_WHERE_IT_IS_USED.check(OURS);
    }

    @Test
    void a_plaintext_has_no_other_way_out() {
        HAS_NO_OTHER_WAY_OUT.check(OURS);
        assertThat(OURS.get(Plaintext.class).getMethods())
                .extracting(method -> method.getName())
                .containsExactlyInAnyOrder("of", "reveal", "codePoints", "toString");
    }

    @Test
    void the_rules_find_violations() {
        JavaClasses breakers = new ClassFileImporter().importPackages("io.valise.leaks");
        assertThat(broken(KEPT_ONLY_BY_REQUESTS, breakers)).hasSize(5).noneMatch(line -> line.contains("FineResource"));
        assertThat(broken(NEVER_STORED, breakers)).hasSize(1).allMatch(line -> line.contains("Stored"));
        assertThat(broken(REVEALED_ONLY_WHERE_IT_IS_USED, breakers)).hasSize(2);
    }

    private static List<String> broken(ArchRule rule, JavaClasses classes) {
        return rule.evaluate(classes).getFailureReport().getDetails();
    }
}
