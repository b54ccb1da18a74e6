package io.valise.hosting;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.json.Tree;
import io.valise.platform.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The file {@code functions/package.json}: its bytes, and the versions of the dependencies that it lists. */
final class PackageJson {
    static final String NAME = "package.json";
    static final String PATH = "functions/" + NAME;

    private static final String DEPENDENCIES = "dependencies";
    /** Enough of a hash to tell two files apart. */
    private static final int SHOWN = 12;

    private final byte[] data;
    private final TreeMap<String, String> versions;

    private PackageJson(byte[] data, TreeMap<String, String> versions) {
        this.data = data;
        this.versions = versions;
    }

    @Schema(name = "Dependency")
    record Dependency(
            @Schema(examples = "lodash") String name,
            @Schema(examples = "4.17.21") String version) {}

    @Schema(name = "DependencyUpdate")
    record Update(
            @Schema(examples = "lodash") String name,
            @Schema(examples = "4.17.21") String version,

            @JsonProperty("previous_version") @Schema(examples = "4.17.20")
            String previousVersion) {}

    @Schema(name = "DependenciesDiff")
    record Diff(List<Dependency> added, List<Dependency> deleted, List<Update> modified) {}

    /**
     * What a client has sent. Fails with {@code MalformedJson} or {@code InvalidParameter} if npm could not read its
     * dependencies.
     */
    static PackageJson sent(byte[] data) {
        try {
            return new PackageJson(data, versions(Tree.read(data, Tree::whole)));
        } catch (Tree.Malformed failure) {
            throw new ApiException(ErrorCode.MalformedJson, PATH + " " + failure.rule());
        }
    }

    private static TreeMap<String, String> versions(Tree tree) {
        if (!(tree instanceof Tree.Fields fields)) {
            throw ApiException.invalid(PATH, "must be an object");
        }
        TreeMap<String, String> versions = new TreeMap<>();
        Tree dependencies = fields.get(DEPENDENCIES);
        if (dependencies != null) {
            if (!(dependencies instanceof Tree.Fields all)) {
                throw ApiException.invalid(PATH + ": " + DEPENDENCIES, "must be an object");
            }
            all.map().forEach((name, version) -> {
                if (!(version instanceof Tree.Text text)) {
                    throw ApiException.invalid(PATH + ": " + DEPENDENCIES, "must have a string for each name");
                }
                versions.put(name, text.value());
            });
        }
        return versions;
    }

    /** What is kept; null if there is no file. An import may have kept one without readable dependencies. */
    static @Nullable PackageJson kept(byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        try {
            return sent(data);
        } catch (ApiException unreadable) {
            return new PackageJson(data, new TreeMap<>());
        }
    }

    /**
     * What this file changes, compared with an earlier one. If the dependencies are the same and the files are not, the
     * file itself is listed, because clients do not send a file without differences.
     */
    Diff since(@Nullable PackageJson before) {
        Map<String, String> old = before == null ? Map.of() : before.versions;
        List<Dependency> added = new ArrayList<>();
        List<Dependency> deleted = new ArrayList<>();
        List<Update> modified = new ArrayList<>();
        versions.forEach((name, version) -> {
            String previous = old.get(name);
            if (previous == null) {
                added.add(new Dependency(name, version));
            } else if (!previous.equals(version)) {
                modified.add(new Update(name, version, previous));
            }
        });
        old.forEach((name, version) -> {
            if (!versions.containsKey(name)) {
                deleted.add(new Dependency(name, version));
            }
        });
        if (added.isEmpty() && deleted.isEmpty() && modified.isEmpty()) {
            if (before == null) {
                added.add(new Dependency(NAME, hash()));
            } else if (!Arrays.equals(data, before.data)) {
                modified.add(new Update(NAME, hash(), before.hash()));
            }
        }
        return new Diff(added, deleted, modified);
    }

    private String hash() {
        return "sha256:" + HexFormat.of().formatHex(Sha256.of(data)).substring(0, SHOWN);
    }

    byte[] data() {
        return data;
    }
}
