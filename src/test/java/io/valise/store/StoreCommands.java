package io.valise.store;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Records commands on apps' data that do not filter by app, while it is enabled. */
@Singleton
public class StoreCommands implements CommandListener {
    private static final Set<String> OF_APPS = Set.of(
            "revisions",
            "blocks",
            "drafts",
            "failed_deployments",
            "secrets",
            "values",
            "environment_values",
            "kept_files");

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final List<String> withoutApp = new CopyOnWriteArrayList<>();
    private volatile boolean listening;

    void listen() {
        seen.clear();
        withoutApp.clear();
        listening = true;
    }

    /** The collections of apps' data that commands were sent to. */
    Set<String> seen() {
        return Set.copyOf(seen);
    }

    /** Such as {@code find drafts by [_id]}. */
    List<String> withoutApp() {
        listening = false;
        return List.copyOf(withoutApp);
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        String name = event.getCommandName();
        BsonValue collection = event.getCommand().get(name);
        if (!listening
                || !collection.isString()
                || !OF_APPS.contains(collection.asString().getValue())) {
            return;
        }
        seen.add(collection.asString().getValue());
        BsonDocument command = event.getCommand();
        switch (name) {
            case "find" -> check(name, collection, command.getDocument("filter"));
            case "count", "distinct" -> check(name, collection, command.getDocument("query"));
            case "update" ->
                command.getArray("updates")
                        .forEach(update ->
                                check(name, collection, update.asDocument().getDocument("q")));
            case "delete" ->
                command.getArray("deletes")
                        .forEach(delete ->
                                check(name, collection, delete.asDocument().getDocument("q")));
            case "insert" -> command.getArray("documents").forEach(it -> check(name, collection, it.asDocument()));
            case "aggregate" ->
                check(
                        name,
                        collection,
                        command.getArray("pipeline").get(0).asDocument().getDocument("$match"));
            default -> {
                // The command continues a cursor, or is not about an app's data.
            }
        }
    }

    private void check(String name, BsonValue collection, BsonDocument filter) {
        if (!filter.containsKey("app")) {
            withoutApp.add(name + " " + collection.asString().getValue() + " by " + filter.keySet());
        }
    }
}
