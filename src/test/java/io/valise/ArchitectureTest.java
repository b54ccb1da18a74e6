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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The architecture: which room may use which, and conventions for names and code in all of them. */
class ArchitectureTest {
    private static final String ROOT = "io.valise.";

    /** What each room may use besides itself. The README's architecture section shows the same. */
    private static final Map<String, Set<String>> ROOMS = Map.ofEntries(
            // What operators see of a request. Every room may report to it.
            room("telemetry", "platform"),
            room("errors", "json", "platform", "telemetry"),
            room("json"),
            // Code that belongs to no feature. Every room may use it, and it uses none.
            room("platform"),
            room("crypto", "errors", "platform"),
            // Who did what. Rooms report to it.
            room("audit", "crypto", "errors", "platform"),
            room("edge", "errors", "platform", "telemetry"),
            room("auth", "audit", "crypto", "errors", "edge", "platform", "telemetry"),
            room("revisions", "crypto", "errors", "platform"),
            // The documents that entries refer to.
            room("contents", "crypto", "errors", "json", "revisions"),
            // The path of every change, and the drafts that a change may join.
            room("changes", "audit", "auth", "contents", "crypto", "errors", "revisions"),
            room("apps", "audit", "changes", "revisions", "crypto", "errors", "platform", "telemetry"),
            // An app as files, without routes: export, import, push, drafts and deployments use it.
            room("files", "apps", "contents", "crypto", "errors", "json", "revisions"),
            // What secrets and values share when they read many items from one body.
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
                    "files",
                    "json",
                    "errors",
                    "platform"),
            room("values", "apps", "audit", "auth", "bulk", "changes", "contents", "revisions", "json", "errors"),
            room("environments", "apps", "audit", "changes", "contents", "revisions", "json", "errors"),
            room("deployments", "apps", "audit", "contents", "errors", "files", "json", "revisions"),
            // The deployment of a draft is shown in the same form as other deployments.
            room("drafts", "apps", "audit", "changes", "deployments", "errors", "files", "platform", "revisions"),
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
                    "platform",
                    "revisions",
                    "secrets"),
            room(
                    "hosting",
                    "apps",
                    "audit",
                    "auth",
                    "changes",
                    "contents",
                    "crypto",
                    "errors",
                    "files",
                    "json",
                    "platform",
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
            room(
                    "functions",
                    "apps",
                    "audit",
                    "changes",
                    "contents",
                    "errors",
                    "files",
                    "json",
                    "revisions",
                    "runtime"),
            room("openapi", "errors", "platform"),
            // Where the process starts.
            room("", "openapi"),
            // Creates the indexes of every room, and sweeps their documents.
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
    void each_room_uses_only_the_rooms_that_it_may() {
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
    void there_are_no_cycles_between_rooms() {
        slices().matching("io.valise.(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void the_rules_of_a_configuration_use_neither_http_nor_the_store() {
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

    @Test
    void each_door_plate_names_the_rooms_that_its_room_uses() {
        ROOMS.forEach((room, uses) -> {
            if (!room.isEmpty()) {
                assertThat(doorPlate(room)).as(room).endsWith("<p>" + sentence(List.copyOf(new TreeSet<>(uses))));
            }
        });
    }

    private static String doorPlate(String room) {
        try {
            String source =
                    Files.readString(java.nio.file.Path.of("src/main/java/io/valise", room, "package-info.java"));
            String comment = source.substring(source.indexOf("/**") + 3, source.indexOf("*/"));
            return comment.replaceAll("\\s*\\n \\*\\s*", " ").strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String sentence(List<String> rooms) {
        if (rooms.isEmpty()) {
            return "Uses no other room.";
        }
        String last = rooms.get(rooms.size() - 1);
        String others = String.join(", ", rooms.subList(0, rooms.size() - 1));
        return "Uses " + (others.isEmpty() ? last : others + " and " + last) + ".";
    }

    private static boolean isNullMarked(String packageName) {
        try {
            return Class.forName(packageName + ".package-info").isAnnotationPresent(NullMarked.class);
        } catch (ClassNotFoundException none) {
            return false;
        }
    }

    @Test
    void nothing_blocks_on_a_uni() {
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
    void only_gates_the_audit_error_mappers_and_resources_use_request_state() {
        noClasses()
                .that()
                .areNotAnnotatedWith(Path.class)
                .and()
                .haveNameNotMatching(
                        ".*\\.(auth\\.Gate|apps\\.CurrentApp\\$Gate|audit\\.(Auditor|Refusals)|errors\\.ErrorMappers)(_Subclass)?")
                .and()
                .areNotAnnotatedWith(RequestScoped.class)
                .should()
                .dependOnClassesThat()
                .areAnnotatedWith(RequestScoped.class)
                .check(OURS);
    }

    @Test
    void request_state_is_read_before_going_async() {
        noClasses()
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "the target is request-scoped and used in a lambda",
                        (JavaAccess<?> access) -> access.isDeclaredInLambda()
                                && access.getTargetOwner().isAnnotatedWith(RequestScoped.class)))
                .check(OURS);
    }

    @Test
    void no_class_has_a_meaningless_name() {
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
    void only_the_errors_room_turns_failures_into_responses() {
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
    void every_route_that_writes_is_audited() {
        assertThat(OURS.stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> Stream.of(POST.class, PUT.class, PATCH.class, DELETE.class)
                                .anyMatch(method::isAnnotatedWith))
                        .filter(method -> !method.isAnnotatedWith(Audited.class)
                                || !method.getRawReturnType().isEquivalentTo(Uni.class))
                        .map(JavaMethod::getFullName)
                        // Routes of what there is not: they do nothing.
                        .filter(name -> !name.startsWith("io.valise.apps.Absent")))
                // Renewing an access token is not a log-in, and each client does it twice an hour.
                .allMatch(name -> name.startsWith("io.valise.auth.SessionResource.renew("));
    }

    /**
     * An attacker with write access to the database gains nothing by inserting documents; see
     * {@code SignedDocumentsTest}.
     */
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
                Map.entry("Head", "a hint and a tombstone; grants nothing"),
                Map.entry("FailedDeployment", "informational, grants nothing"),
                Map.entry("AuditEntry", "informational, grants nothing; a chain of hashes"),
                Map.entry("AuditHead", "signed: Heads"),
                Map.entry("Reads", "informational, grants nothing"),
                Map.entry("Lease", "which instance sweeps; grants nothing"));
        Set<String> stored = OURS.stream()
                .filter(type -> type.isAnnotatedWith(MongoEntity.class))
                .filter(type -> !type.isAssignableTo(Signed.class))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        assertThat(stored)
                .as("for a new kind of document, state whether it grants something; then it must be Signed")
                .isEqualTo(others.keySet());
    }

    @Test
    void signed_documents_are_only_accessed_through_classes_that_check_signatures() {
        noClasses()
                .that()
                .areNotAssignableTo(Signed.class)
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "a signed document is read or written without checking its signature",
                        (JavaMethodCall call) -> call.getTargetOwner().isAssignableTo(Signed.class)
                                && call.getName().matches("(find|list|stream|persist|update|replace).*")))
                .check(OURS);
    }

    @Test
    void nothing_changes_or_removes_audit_entries() {
        noClasses()
                .that()
                .resideInAPackage("io.valise.audit")
                // Except intents that are not in the log yet, counts, which expire, and heads, which are updated.
                .and()
                .doNotHaveSimpleName("Intents")
                // The head marks the end of the log and moves with it.
                .and()
                .doNotHaveSimpleName("Heads")
                .and()
                .doNotHaveSimpleName("ReadCounts")
                .and()
                .doNotHaveSimpleName("Reads")
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
                                && !call.getName().matches("indexes|of")))
                .check(OURS);
    }

    @Test
    void resources_return_records_instead_of_bare_responses() {
        assertThat(OURS.stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        // The error form and challenge of Atlas differ from ours. An import answers 204, or 200 with a
                        // preview.
                        .filter(type ->
                                !Set.of("ProjectsResource", "ImportResource").contains(type.getSimpleName()))
                        .flatMap(type -> Arrays.stream(type.reflect().getDeclaredMethods()))
                        .filter(method ->
                                method.getGenericReturnType().getTypeName().contains(Response.class.getName())))
                .isEmpty();
    }
}
