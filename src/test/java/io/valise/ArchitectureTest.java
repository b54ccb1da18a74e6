package io.valise;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.smallrye.mutiny.Uni;
import io.valise.audit.AuditEntry;
import io.valise.audit.Audited;
import io.valise.crypto.Signed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The plan of the house: which room may use which, and how things are named and written in all of them. */
class ArchitectureTest {
    private static final String ROOT = "io.valise.";

    /** What each room may use besides itself. The README's architecture section shows the same. */
    private static final Map<String, Set<String>> ROOMS = Map.ofEntries(
            // What operators see of a request; every room may tell it, and it asks none.
            room("telemetry"),
            room("errors", "json", "telemetry"),
            room("json"),
            // What is about no feature: every room may use it, and it uses none.
            room("platform"),
            room("crypto", "errors", "platform"),
            // Who did what; every room tells it, and it asks none.
            room("audit", "crypto", "errors", "platform"),
            room("edge", "errors"),
            room("auth", "audit", "crypto", "errors", "edge", "platform", "telemetry"),
            room("revisions", "crypto", "errors", "platform"),
            // The documents that entries name.
            room("contents", "crypto", "errors", "json", "revisions"),
            // The road of every change, and drafts, which it may join.
            room("changes", "audit", "auth", "contents", "crypto", "errors", "revisions"),
            room("apps", "audit", "changes", "revisions", "crypto", "errors", "platform", "telemetry"),
            // An app as files, without routes: export, import, push, drafts and deployments use it.
            room("files", "apps", "contents", "crypto", "errors", "json", "revisions"),
            // What secrets and values share in reading many of them from one body.
            room("bulk", "audit", "changes", "revisions", "json", "errors"),
            room(
                    "secrets",
                    "apps",
                    "audit",
                    "auth",
                    "bulk",
                    "changes",
                    "contents",
                    "revisions",
                    "crypto",
                    "json",
                    "errors",
                    "platform"),
            room("values", "apps", "audit", "auth", "bulk", "changes", "contents", "revisions", "json", "errors"),
            room("environments", "apps", "audit", "changes", "contents", "revisions", "json", "errors"),
            room("deployments", "apps", "audit", "contents", "errors", "files", "revisions"),
            // The deployment of a draft is shown as deployments are.
            room("drafts", "apps", "audit", "changes", "deployments", "errors", "files", "revisions"),
            room(
                    "transfer",
                    "apps",
                    "audit",
                    "auth",
                    "changes",
                    "contents",
                    "crypto",
                    "errors",
                    "files",
                    "json",
                    "revisions"),
            room(
                    "runtime",
                    "apps",
                    "audit",
                    "auth",
                    "contents",
                    "crypto",
                    "errors",
                    "edge",
                    "platform",
                    "telemetry",
                    "revisions"),
            room("functions", "apps", "audit", "changes", "contents", "errors", "json", "revisions", "runtime"),
            room("openapi", "errors"),
            // Where the process begins.
            room("", "openapi"),
            // It makes every room's indexes, and sweeps behind all of them.
            room(
                    "store",
                    "apps",
                    "audit",
                    "auth",
                    "changes",
                    "contents",
                    "crypto",
                    "deployments",
                    "errors",
                    "platform",
                    "revisions",
                    "runtime"));

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.valise");

    private static Map.Entry<String, Set<String>> room(String name, String... uses) {
        return Map.entry(name, Set.of(uses));
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).split("\\.")[0] : "";
    }

    @Test
    void each_room_uses_those_that_it_may_and_no_others() {
        Map<String, Set<String>> used = new TreeMap<>();
        OURS.forEach(type -> used.computeIfAbsent(room(type), room -> new TreeSet<>())
                .addAll(type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> room(dependency.getTargetClass().getBaseComponentType()))
                        .filter(other -> !other.isEmpty() && !other.equals(room(type)))
                        .collect(Collectors.toSet())));
        Map<String, Set<String>> planned = new TreeMap<>();
        ROOMS.forEach((room, uses) -> planned.put(room, new TreeSet<>(uses)));
        assertThat(used).isEqualTo(planned);
    }

    @Test
    void no_rooms_use_each_other_in_a_circle() {
        slices().matching("io.valise.(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void the_rules_of_a_configuration_know_neither_http_nor_the_store() {
        noClasses()
                .that()
                .haveNameMatching("io\\.valise\\.revisions\\.(View|Next.*|Edit|Kind)")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta.ws.rs..", "io.vertx..", "io.quarkus..", "com.mongodb..", "io.smallrye.mutiny..")
                .check(OURS);
    }

    @Test
    void every_package_says_what_it_is_for_and_is_null_marked() {
        Set<String> unmarked = OURS.stream()
                .map(JavaClass::getPackageName)
                .distinct()
                .filter(name -> !isNullMarked(name))
                .collect(Collectors.toSet());
        assertThat(unmarked).isEmpty();
    }

    private static boolean isNullMarked(String packageName) {
        try {
            return Class.forName(packageName + ".package-info").isAnnotationPresent(NullMarked.class);
        } catch (ClassNotFoundException none) {
            return false;
        }
    }

    @Test
    void nothing_waits_for_a_uni() {
        noClasses()
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "the target is Uni.await() or subscribeAsCompletionStage().join()",
                        (JavaAccess<?> access) -> access.getTargetOwner().isAssignableTo(Uni.class)
                                        && access.getName().equals("await")
                                || access.getTargetOwner().getName().equals("java.util.concurrent.CompletableFuture")
                                        && Set.of("join", "get").contains(access.getName())))
                .check(OURS);
    }

    @Test
    void only_gates_the_audit_and_resources_know_what_belongs_to_a_request() {
        noClasses()
                .that()
                .areNotAnnotatedWith(Path.class)
                .and()
                .haveNameNotMatching(
                        ".*\\.(auth\\.Gate|apps\\.CurrentApp\\$Gate|audit\\.(Auditor|Refusals))(_Subclass)?")
                .and()
                .areNotAnnotatedWith(RequestScoped.class)
                .should()
                .dependOnClassesThat()
                .areAnnotatedWith(RequestScoped.class)
                .check(OURS);
    }

    @Test
    void what_belongs_to_a_request_is_taken_before_going_async() {
        noClasses()
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "the target is request-scoped and used in a lambda",
                        (JavaAccess<?> access) -> access.isDeclaredInLambda()
                                && access.getTargetOwner().isAnnotatedWith(RequestScoped.class)))
                .check(OURS);
    }

    @Test
    void nothing_is_named_by_what_says_nothing() {
        classes()
                .should()
                .haveNameNotMatching(".*(Impl|Manager|Helper|Util|Utils|Service)(\\$.*)?")
                .check(OURS);
    }

    @Test
    void every_class_with_routes_is_named_a_resource() {
        classes()
                .that()
                .areAnnotatedWith(Path.class)
                .should()
                .haveSimpleNameEndingWith("Resource")
                .andShould()
                .beTopLevelClasses()
                .check(OURS);
    }

    @Test
    void errors_alone_turn_failures_into_answers() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.valise.errors")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(jakarta.ws.rs.WebApplicationException.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(jakarta.ws.rs.ext.ExceptionMapper.class)
                .check(OURS);
    }

    @Test
    void every_route_that_is_no_read_is_audited() {
        assertThat(OURS.stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> Stream.of(POST.class, PUT.class, PATCH.class, DELETE.class)
                                .anyMatch(method::isAnnotatedWith))
                        .filter(method -> !method.isAnnotatedWith(Audited.class)
                                || !method.getRawReturnType().isEquivalentTo(Uni.class))
                        .map(JavaMethod::getFullName))
                // To renew an access token is no log-in, and each client does it twice an hour.
                .allMatch(name -> name.startsWith("io.valise.auth.SessionResource.renew("));
    }

    /** Whoever can write to the database gets nothing by a document of his own: see {@code SignedDocumentsTest}. */
    @Test
    void every_kind_of_stored_document_is_signed_or_bound_or_grants_nothing() {
        Map<String, String> others = Map.ofEntries(
                Map.entry("Revision", "signed: RevisionSigner"),
                Map.entry("Draft", "signed: DraftSigner"),
                Map.entry("Floor", "signed: Floors"),
                Map.entry("Block", "bound by its hash in what is signed"),
                Map.entry("Secret", "bound by its hash in an entry, and sealed"),
                Map.entry("Value", "bound by its hash in an entry"),
                Map.entry("EnvironmentValue", "bound by its hash in an entry"),
                Map.entry("KeptFile", "bound by its hash in an entry"),
                Map.entry("DataKey", "wrapped by the master key, bound to its scope"),
                Map.entry("MacKey", "sealed"),
                Map.entry("SigningKey", "sealed"),
                Map.entry("Head", "a hint, and a mark that only takes away"),
                Map.entry("FailedDeployment", "tells, and grants nothing"),
                Map.entry("AuditEntry", "tells, and grants nothing; a chain of hashes"),
                Map.entry("AuditHead", "signed: Heads"),
                Map.entry("Reads", "tells, and grants nothing"),
                Map.entry("Lease", "who sweeps; grants nothing"));
        Set<String> stored = OURS.stream()
                .filter(type -> type.isAnnotatedWith(MongoEntity.class))
                .filter(type -> !type.isAssignableTo(Signed.class))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        assertThat(stored)
                .as("of another kind of document, say whether it grants something; then it must be Signed")
                .isEqualTo(others.keySet());
    }

    @Test
    void what_is_signed_is_read_and_written_by_what_checks_the_signature() {
        noClasses()
                .that()
                .areNotAssignableTo(Signed.class)
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "a signed document is read or written without a look at its signature",
                        (JavaMethodCall call) -> call.getTargetOwner().isAssignableTo(Signed.class)
                                && call.getName().matches("(find|list|stream|persist|update|replace).*")))
                .check(OURS);
    }

    @Test
    void nothing_changes_or_removes_what_is_in_the_audit() {
        noClasses()
                .that()
                .resideInAPackage("io.valise.audit")
                // Notes that are not in the log yet, counts, which are not kept for ever, and heads, which move on.
                .and()
                .doNotHaveSimpleName("Intents")
                // What says where a log ends moves with it.
                .and()
                .doNotHaveSimpleName("Heads")
                .and()
                .doNotHaveSimpleName("ReadCounts")
                .and()
                .doNotHaveSimpleName("Reads")
                .and()
                .doNotHaveSimpleName("Heads")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "what is stored is changed or removed",
                        (JavaMethodCall call) -> call.getName()
                                .matches("(update|delete|replace(One|Many)|findOneAnd|bulkWrite|drop|persistOr).*")))
                .check(OURS);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.valise.audit")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "the collection of entries is used",
                        (JavaMethodCall call) -> call.getTargetOwner().isEquivalentTo(AuditEntry.class)
                                && !call.getName().equals("indexes")))
                .check(OURS);
    }

    @Test
    void resources_return_records_and_not_bare_responses() {
        assertThat(OURS.stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        // Atlas's error form and challenge are not ours; an import answers 204, or 200 with a preview.
                        .filter(type ->
                                !Set.of("ProjectsResource", "ImportResource").contains(type.getSimpleName()))
                        .flatMap(type -> Arrays.stream(type.reflect().getDeclaredMethods()))
                        .filter(method ->
                                method.getGenericReturnType().getTypeName().contains(Response.class.getName())))
                .isEmpty();
    }
}
