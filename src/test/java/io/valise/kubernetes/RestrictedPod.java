package io.valise.kubernetes;

import static io.valise.kubernetes.Recipe.at;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of the Pod Security Standard "restricted", including those of "baseline"
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/), for a Linux pod without init containers. It
 * is stricter in one respect: the required settings must be in the container or in the pod.
 */
final class RestrictedPod {
    private static final Set<String> VOLUMES = Set.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "image",
            "persistentVolumeClaim",
            "projected",
            "secret");
    private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

    private final List<String> broken = new ArrayList<>();

    private RestrictedPod() {}

    /** The rules that a pod's spec breaks. */
    static List<String> broken(Map<String, Object> pod) {
        RestrictedPod rules = new RestrictedPod();
        for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
            rules.hold(!Boolean.TRUE.equals(pod.get(host)), host);
        }
        rules.hold(!pod.containsKey("initContainers"), "init containers, which are not looked at here");
        for (Map<String, Object> volume : Recipe.list(pod.get("volumes"))) {
            volume.keySet().stream()
                    .filter(key -> !key.equals("name"))
                    .forEach(type -> rules.hold(VOLUMES.contains(type), "volume type " + type));
        }
        Map<String, Object> ofPod = Recipe.map(pod.get("securityContext"));
        rules.options(ofPod);
        rules.hold(!ofPod.containsKey("sysctls"), "sysctls");
        for (Map<String, Object> container : Recipe.list(pod.get("containers"))) {
            rules.container(container, ofPod);
        }
        return rules.broken;
    }

    private void container(Map<String, Object> container, Map<String, Object> ofPod) {
        Map<String, Object> own = Recipe.map(container.get("securityContext"));
        options(own);
        hold(Boolean.FALSE.equals(own.get("allowPrivilegeEscalation")), "allowPrivilegeEscalation");
        hold(!Boolean.TRUE.equals(own.get("privileged")), "privileged");
        hold(List.of("ALL").equals(at(own, "capabilities", "drop")), "capabilities.drop");
        hold(at(own, "capabilities", "add") == null, "capabilities.add");
        hold(!own.containsKey("procMount"), "procMount");
        hold(Boolean.TRUE.equals(own.getOrDefault("runAsNonRoot", ofPod.get("runAsNonRoot"))), "runAsNonRoot");
        Object user = own.getOrDefault("runAsUser", ofPod.get("runAsUser"));
        hold(user != null && !user.equals(0), "runAsUser");
        Object seccomp = own.getOrDefault("seccompProfile", ofPod.get("seccompProfile"));
        hold(seccomp != null && SECCOMP.contains(at(seccomp, "type")), "seccompProfile");
        for (Map<String, Object> port : Recipe.list(container.get("ports"))) {
            hold(!port.containsKey("hostPort"), "hostPort");
        }
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            hold(at(container, probe, "httpGet", "host") == null, probe + " asks another host");
        }
    }

    /** The rules for the security context of a pod or a container. */
    private void options(Map<String, Object> context) {
        for (String option : List.of("seLinuxOptions", "appArmorProfile", "windowsOptions")) {
            hold(!context.containsKey(option), option);
        }
    }

    private void hold(boolean rule, String what) {
        if (!rule) {
            broken.add(what);
        }
    }
}
