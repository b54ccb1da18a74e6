package io.valise.kubernetes;

import static io.valise.kubernetes.Recipe.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is applied to Kubernetes: the build's output, the base that is a copy of it, and the overlay, as rendered by
 * Kustomize with made-up contents for the Secrets. {@code ./mvnw verify -Dit.test=ManifestsIT -Dupdate} writes the
 * copy.
 */
class ManifestsIT {
    private static final Path BUILT = Path.of("target/kubernetes/kubernetes.yml");
    private static final Path DEPLOY = Path.of("deploy/kubernetes");
    private static final Path BASE = DEPLOY.resolve("base/valise.yml");
    private static final String PRODUCTION = "overlays/production";
    private static final Set<String> SECRETS = Set.of("valise-mongodb", "valise-master-key", "valise-bootstrap");

    @TempDir
    Path folder;

    @Test
    void the_base_is_what_the_build_makes() throws IOException {
        if (System.getProperty("update") != null) {
            Files.copy(BUILT, BASE, StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(Recipe.of(BASE).objects())
                .as("deploy/kubernetes/base/valise.yml, which -Dupdate writes")
                .containsExactlyInAnyOrderElementsOf(Recipe.of(BUILT).objects());
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", PRODUCTION})
    void each_object_follows_the_schema_of_its_kind(String kustomization) throws Exception {
        String rendered = rendered(kustomization);
        Path file = Files.writeString(folder.resolve("rendered.yaml"), rendered);
        assertThat(Tools.check(file).lines().filter(line -> line.contains("passed")))
                .as("every object passes, and the schemas know its kind")
                .hasSameSizeAs(Recipe.parse(rendered).objects());
    }

    @Test
    void a_field_that_is_misspelt_would_be_seen() throws Exception {
        String right = rendered("base");
        Path file = Files.writeString(folder.resolve("rendered.yaml"), right);
        assertThat(Tools.check(file)).isNotEmpty();
        Files.writeString(file, right.replace("readOnlyRootFilesystem", "readOnlyRootFileSystem"));
        assertThatThrownBy(() -> Tools.check(file)).hasMessageContaining("readOnlyRootFileSystem");
    }

    @ParameterizedTest
    @ValueSource(strings = {"init-container.yaml", "sidecar.yaml", "rollout.yaml"})
    void the_recipes_follow_the_schemas_too(String recipe) throws Exception {
        Path file = Path.of("docs/kubernetes", recipe);
        assertThat(Tools.check(file).lines().filter(line -> line.contains("passed")))
                .hasSameSizeAs(Recipe.of(file).objects());
    }

    @Test
    void the_container_can_write_nowhere_but_to_a_bounded_tmp_and_has_its_resources_bounded() {
        Map<String, Object> pod = pod(Recipe.of(BASE));
        Map<String, Object> container = container(pod);
        assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
        assertThat(at(container, "resources", "requests", "cpu")).isNotNull();
        assertThat(at(container, "resources", "requests", "memory")).isNotNull();
        assertThat(at(container, "resources", "limits", "memory")).isNotNull();
        for (Map<String, Object> mount : Recipe.list(container.get("volumeMounts"))) {
            Map<String, Object> volume = Recipe.list(pod.get("volumes")).stream()
                    .filter(candidate -> candidate.get("name").equals(mount.get("name")))
                    .findFirst()
                    .orElseThrow();
            if (volume.containsKey("emptyDir")) {
                assertThat(at(volume, "emptyDir", "sizeLimit")).isNotNull();
            } else {
                assertThat(mount.get("readOnly")).isEqualTo(true);
            }
        }
    }

    @Test
    void the_pod_has_no_rights_in_kubernetes() {
        Recipe base = Recipe.of(BASE);
        Map<String, Object> pod = pod(base);
        assertThat(pod.get("automountServiceAccountToken")).isEqualTo(false);
        assertThat(pod.get("serviceAccountName")).isEqualTo(at(base.the("ServiceAccount"), "metadata", "name"));
        assertThat(base.the("ServiceAccount").get("automountServiceAccountToken"))
                .isEqualTo(false);
        assertThat(base.objects())
                .noneMatch(object -> object.get("kind").toString().matches(".*Role.*"));
    }

    @Test
    void three_replicas_are_rolled_over_one_by_one_and_never_fewer() {
        Recipe base = Recipe.of(BASE);
        Map<String, Object> deployment = base.the("Deployment");
        assertThat(at(deployment, "spec", "replicas")).isEqualTo(3);
        assertThat(at(deployment, "spec", "strategy", "type")).isEqualTo("RollingUpdate");
        assertThat(at(deployment, "spec", "strategy", "rollingUpdate", "maxUnavailable"))
                .isEqualTo(0);
        assertThat(at(base.the("HorizontalPodAutoscaler"), "spec", "minReplicas"))
                .isEqualTo(3);
        assertThat(at(base.the("PodDisruptionBudget"), "spec", "maxUnavailable"))
                .isEqualTo(1);
        assertThat(Recipe.list(pod(base).get("topologySpreadConstraints")))
                .extracting(spread -> spread.get("topologyKey"))
                .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone");
    }

    @Test
    void the_time_to_go_is_longer_than_the_delay_and_the_requests_that_are_left_may_take() {
        Map<String, Object> pod = pod(Recipe.of(BASE));
        Duration delay = duration(setting(pod, "QUARKUS_SHUTDOWN_DELAY"));
        Duration timeout = duration(setting(pod, "QUARKUS_SHUTDOWN_TIMEOUT"));
        assertThat(Duration.ofSeconds((Integer) pod.get("terminationGracePeriodSeconds")))
                .isGreaterThanOrEqualTo(delay.plus(timeout).plusSeconds(5));
        Map<String, Object> readiness = Recipe.map(container(pod).get("readinessProbe"));
        assertThat(delay)
                .as("long enough for the probe to notice it")
                .isGreaterThan(Duration.ofSeconds(
                        (Integer) readiness.get("periodSeconds") * (Integer) readiness.get("failureThreshold")));
    }

    @Test
    void all_that_selects_pods_selects_these_and_none_by_its_version() {
        Recipe base = Recipe.of(BASE);
        Map<String, Object> labels = Recipe.map(at(base.the("Deployment"), "spec", "template", "metadata", "labels"));
        Stream.of(
                        at(base.the("Deployment"), "spec", "selector", "matchLabels"),
                        at(base.the("Service"), "spec", "selector"),
                        at(base.the("PodDisruptionBudget"), "spec", "selector", "matchLabels"),
                        at(base.the("NetworkPolicy"), "spec", "podSelector", "matchLabels"))
                .map(Recipe::map)
                .forEach(selector -> assertThat(selector)
                        .containsOnlyKeys("app.kubernetes.io/name")
                        .containsEntry("app.kubernetes.io/name", labels.get("app.kubernetes.io/name")));
    }

    @Test
    void nothing_is_let_out_but_to_names_and_to_mongodb() {
        Map<String, Object> policy =
                Recipe.map(Recipe.of(BASE).the("NetworkPolicy").get("spec"));
        assertThat(policy.get("policyTypes")).isEqualTo(List.of("Ingress", "Egress"));
        Set<Object> ports = new HashSet<>();
        Recipe.list(policy.get("egress"))
                .forEach(rule -> Recipe.list(rule.get("ports")).forEach(port -> ports.add(port.get("port"))));
        assertThat(ports).containsExactlyInAnyOrder(53, 27017);
        assertThat(Recipe.list(policy.get("ingress")))
                .singleElement()
                .satisfies(rule -> assertThat(Recipe.list(rule.get("ports")))
                        .extracting(port -> port.get("port"))
                        .containsExactly(8080));
    }

    @Test
    void the_overlay_brings_the_secrets_that_the_pod_asks_for_and_no_number_that_fights_the_autoscaler()
            throws Exception {
        Recipe production = Recipe.parse(rendered(PRODUCTION));
        Set<String> brought = new HashSet<>();
        production.objects().stream()
                .filter(object -> object.get("kind").equals("Secret"))
                .forEach(secret -> brought.add((String) at(secret, "metadata", "name")));
        assertThat(brought).hasSameSizeAs(SECRETS);
        Map<String, Object> pod = pod(production);
        Set<String> asked = new HashSet<>();
        Recipe.list(container(pod).get("env"))
                .forEach(env -> asked.add((String) at(env, "valueFrom", "secretKeyRef", "name")));
        Recipe.list(pod.get("volumes")).forEach(volume -> asked.add((String) at(volume, "secret", "secretName")));
        asked.remove(null);
        assertThat(asked).isEqualTo(brought);
        assertThat(Recipe.map(production.the("Deployment").get("spec"))).doesNotContainKey("replicas");
    }

    @Test
    void the_overlay_believes_nobody_s_word_for_an_address_until_the_operator_names_the_ingress_controller()
            throws Exception {
        String trusted = setting(pod(Recipe.parse(rendered(PRODUCTION))), "VALISE_PROXIES_TRUSTED");
        assertThat(trusted)
                .as("a documentation network (RFC 5737), which no pod or client uses")
                .isEqualTo("192.0.2.0/24");
        assertThat(Recipe.list(container(pod(Recipe.of(BASE))).get("env")))
                .as("no proxy is trusted unless one is configured")
                .noneMatch(env -> env.get("name").equals("VALISE_PROXIES_TRUSTED"));
    }

    @Test
    void the_outside_does_not_reach_health_and_metrics() {
        Map<String, Object> ingress =
                Recipe.of(DEPLOY.resolve(PRODUCTION).resolve("ingress.yaml")).the("Ingress");
        List<Map<String, Object>> paths =
                Recipe.list(at(Recipe.list(at(ingress, "spec", "rules")).get(0), "http", "paths"));
        assertThat(paths)
                .extracting(path -> path.get("path") + " " + path.get("pathType"))
                .containsExactly("/ Exact", "/api Prefix", "/static Prefix");
        assertThat(at(ingress, "spec", "tls")).isNotNull();
    }

    /** Renders the folder with a file for each Secret, as an operator creates them. */
    private String rendered(String kustomization) throws Exception {
        Path copy = folder.resolve("kubernetes");
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            for (Path file : files.sorted().toList()) {
                Path to = copy.resolve(DEPLOY.relativize(file).toString());
                if (!Files.exists(to)) {
                    Files.copy(file, to);
                }
            }
        }
        Path secrets = copy.resolve(PRODUCTION).resolve("secrets");
        for (String file : List.of("mongodb-uri", "master-keys", "bootstrap-public-key", "bootstrap-private-key")) {
            Files.writeString(secrets.resolve(file), "made up");
        }
        return Tools.render(copy.resolve(kustomization));
    }

    private static Map<String, Object> pod(Recipe objects) {
        return Recipe.map(at(objects.the("Deployment"), "spec", "template", "spec"));
    }

    private static Map<String, Object> container(Map<String, Object> pod) {
        List<Map<String, Object>> containers = Recipe.list(pod.get("containers"));
        assertThat(containers).hasSize(1);
        return containers.get(0);
    }

    private static String setting(Map<String, Object> pod, String name) {
        return Recipe.list(container(pod).get("env")).stream()
                .filter(env -> env.get("name").equals(name))
                .map(env -> (String) env.get("value"))
                .findFirst()
                .orElseThrow();
    }

    private static Duration duration(String setting) {
        return Duration.parse("PT" + setting.toUpperCase(Locale.ROOT));
    }
}
