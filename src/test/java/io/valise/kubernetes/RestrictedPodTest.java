package io.valise.kubernetes;

import static io.valise.kubernetes.Recipe.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The pods of deploy/kubernetes comply with the restricted standard. */
class RestrictedPodTest {
    private final Recipe base = Recipe.of(Path.of("deploy/kubernetes/base/valise.yml"));
    private final Map<String, Object> pod = Recipe.map(at(base.the("Deployment"), "spec", "template", "spec"));

    @Test
    void the_pod_keeps_to_it_and_the_namespace_holds_it_to_it() {
        assertThat(RestrictedPod.broken(pod)).isEmpty();
        assertThat(Recipe.map(at(base.the("Namespace"), "metadata", "labels")))
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hostNetwork | {hostNetwork: true}",
                "hostPID | {hostPID: true}",
                "hostIPC | {hostIPC: true}",
                "volume type hostPath | {volumes: [{hostPath: {path: /}}]}",
                "sysctls | {securityContext: {sysctls: []}}",
                "seLinuxOptions | {securityContext: {seLinuxOptions: {type: spc_t}}}",
                "appArmorProfile | {containers: [{securityContext: {appArmorProfile: {type: Unconfined}}}]}",
                "allowPrivilegeEscalation | {containers: [{securityContext: {allowPrivilegeEscalation: true}}]}",
                "privileged | {containers: [{securityContext: {privileged: true}}]}",
                "capabilities.drop | {containers: [{securityContext: {capabilities: {drop: [CHOWN]}}}]}",
                "capabilities.add | {containers: [{securityContext: {capabilities: {add: [SYS_ADMIN]}}}]}",
                "procMount | {containers: [{securityContext: {procMount: Unmasked}}]}",
                "runAsNonRoot | {securityContext: {runAsNonRoot: false}}",
                "runAsUser | {containers: [{securityContext: {runAsUser: 0}}]}",
                "seccompProfile | {securityContext: {seccompProfile: {type: Unconfined}}}",
                "hostPort | {containers: [{ports: [{hostPort: 80}]}]}",
                "livenessProbe asks another host | {containers: [{livenessProbe: {httpGet: {host: 10.0.0.1}}}]}",
            })
    void each_rule_is_seen_when_it_is_broken(String rule, String change) {
        Object changed = merged(pod, new Yaml().load(change));
        assertThat(RestrictedPod.broken(Recipe.map(changed))).containsExactly(rule);
    }

    /** Merges maps by key and lists by index. */
    private static Object merged(Object old, Object change) {
        if (old instanceof Map<?, ?> before && change instanceof Map<?, ?> changes) {
            Map<Object, Object> all = new LinkedHashMap<>(before);
            changes.forEach((key, value) -> all.merge(key, value, RestrictedPodTest::merged));
            return all;
        }
        if (old instanceof List<?> before && change instanceof List<?> changes) {
            List<Object> all = new ArrayList<>(before);
            for (int i = 0; i < changes.size(); i++) {
                all.set(i, merged(all.get(i), changes.get(i)));
            }
            return all;
        }
        return change;
    }
}
