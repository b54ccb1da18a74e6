package io.valise.revisions;

import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the newest revisions of many apps with two commands, without the apps' entries. Checks them like a single
 * look-up does.
 */
@ApplicationScoped
public class NewestOfMany {
    /** Maximum apps per look-up: their ids take about 100 kB of a command, their revisions 3 MB of a reply. */
    public static final int MOST = 5_000;

    private final RevisionSigner signer;

    NewestOfMany(RevisionSigner signer) {
        this.signer = signer;
    }

    /**
     * The newest revisions of at most {@link #MOST} apps, not loaded. Omits apps that are deleted, or whose head or
     * revisions are missing or forged; {@link Revisions#current} reports the reason. Fails if a document is malformed.
     */
    public Uni<Map<ObjectId, Revision>> find(Collection<ObjectId> apps) {
        return Head.sound(new Document("_id", new Document("$in", apps)))
                .map(heads -> heads.stream().filter(head -> !head.deleted).toList())
                .flatMap(heads -> heads.isEmpty()
                        ? Uni.createFrom().item(Map.of())
                        : fromHeads(heads).map(revisions -> newest(heads, revisions)));
    }

    /** The revisions that the heads name and any later ones, since a head may lag behind. */
    private static Uni<List<Revision>> fromHeads(List<Head> heads) {
        Map<Long, List<ObjectId>> apps = heads.stream()
                .collect(Collectors.groupingBy(
                        head -> head.number, TreeMap::new, Collectors.mapping(head -> head.id, Collectors.toList())));
        List<Document> ranges = apps.entrySet().stream()
                .map(range -> new Document("app", new Document("$in", range.getValue()))
                        .append("number", new Document("$gte", range.getKey())))
                .toList();
        return Revision.<Revision>mongoCollection()
                .find(
                        ranges.size() == 1 ? ranges.get(0) : new Document("$or", ranges),
                        new FindOptions().batchSize(MOST))
                .collect()
                .asList();
    }

    private Map<ObjectId, Revision> newest(List<Head> heads, List<Revision> found) {
        Map<ObjectId, SortedMap<Long, Revision>> revisions = new HashMap<>();
        for (Revision revision : found) {
            revisions.computeIfAbsent(revision.app, app -> new TreeMap<>()).put(revision.number, revision);
        }
        Map<ObjectId, Revision> newest = new HashMap<>();
        for (Head head : heads) {
            Revision last = last(head.number, revisions.getOrDefault(head.id, new TreeMap<>()));
            if (last != null) {
                newest.put(head.id, last);
            }
        }
        return newest;
    }

    /**
     * The last of these; null unless the first is the one that the head names and each one follows the previous one.
     */
    private @Nullable Revision last(long head, SortedMap<Long, Revision> revisions) {
        Revision last = null;
        for (Revision next : revisions.values()) {
            boolean sound = last == null ? next.number == head && signer.isGenuine(next) : signer.follows(next, last);
            if (!sound) {
                return null;
            }
            last = next;
        }
        return last;
    }
}
