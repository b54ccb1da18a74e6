package io.valise.files;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.contents.Contents;
import io.valise.contents.KeptFile;
import io.valise.json.Tree;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Finds the kept files that name a secret: in the fields of a {@code secret_config}, or as {@code secret_name}. */
@ApplicationScoped
public class SecretUses {
    /** Only configurations name secrets. Rules and schemas of collections can be many, and large. */
    private static final Pattern CONFIGURATION =
            Pattern.compile("(auth|auth_providers|log_forwarders|triggers)/[^/]+\\.json"
                    + "|(http_endpoints|services)/([^/]+/(incoming_webhooks/[^/]+/)?)?config\\.json");

    @Inject
    Contents contents;

    /** Returns the paths of the files, sorted, by the name of the secret. Files that cannot be read are left out. */
    public Uni<Map<String, SortedSet<String>>> of(ObjectId app, View view) {
        List<Entry> files = view.entries(Kind.FILE).stream()
                .filter(file -> CONFIGURATION.matcher(file.name()).matches())
                .toList();
        return contents.read(app, Contents.Type.FILES, files)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(read -> {
                    Map<String, SortedSet<String>> uses = new TreeMap<>();
                    for (Entry file : files) {
                        KeptFile content = read.get(file);
                        find(content == null ? null : FileContent.known(content.data), file.name(), uses);
                    }
                    return uses;
                });
    }

    private static void find(@Nullable Tree tree, String path, Map<String, SortedSet<String>> uses) {
        if (tree instanceof Tree.Items items) {
            items.list().forEach(item -> find(item, path, uses));
        } else if (tree instanceof Tree.Fields fields) {
            fields.map().forEach((name, content) -> {
                if (name.equals("secret_name")) {
                    note(content, path, uses);
                } else if (name.equals(LegacyNames.FIELD) && content instanceof Tree.Fields secrets) {
                    secrets.map().values().forEach(secret -> note(secret, path, uses));
                } else {
                    find(content, path, uses);
                }
            });
        }
    }

    private static void note(Tree secret, String path, Map<String, SortedSet<String>> uses) {
        String name = Intake.text(secret);
        if (name != null) {
            uses.computeIfAbsent(name, x -> new TreeSet<>()).add(path);
        }
    }
}
