package io.valise.store;

import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Records when each command to the store began and ended, while {@link #during} runs. */
@Singleton
public class StoreSteps implements CommandListener {
    /** The signed head of the audit is updated on its own schedule; no request waits for it. */
    private static final String MOVED_ON_BESIDE = "audit_heads";

    private final Map<Integer, Begun> running = new ConcurrentHashMap<>();
    private final Queue<Command> finished = new ConcurrentLinkedQueue<>();

    private volatile boolean isRecording;

    private record Begun(String what, long at) {}

    private record Command(String what, long begun, long ended) {}

    /** Commands that ran at the same time, by name and collection. */
    public record Step(List<String> commands) {
        @Override
        public String toString() {
            return String.join(" with ", commands);
        }
    }

    /**
     * The minimum number of sequential round trips: the longest chain of commands in which each began after the
     * previous one had ended. Commands that were still unanswered at the end are ignored, because nothing waited for
     * them.
     */
    public List<Step> during(Runnable work) {
        isRecording = true;
        long begin = System.nanoTime();
        try {
            work.run();
        } finally {
            isRecording = false;
        }
        long end = System.nanoTime();
        List<Command> commands = new ArrayList<>(finished);
        finished.clear();
        commands.removeIf(command -> command.begun < begin || command.ended > end);
        commands.sort(Comparator.comparingLong(Command::ended));
        List<Step> steps = new ArrayList<>();
        long ended = Long.MIN_VALUE;
        for (Command command : commands) {
            if (command.begun >= ended) {
                ended = command.ended;
                steps.add(new Step(new ArrayList<>()));
            }
            steps.get(steps.size() - 1).commands.add(command.what);
        }
        return steps;
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        if (isRecording) {
            running.put(
                    event.getRequestId(),
                    new Begun(what(event.getCommandName(), event.getCommand()), System.nanoTime()));
        }
    }

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        end(event.getRequestId());
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        end(event.getRequestId());
    }

    private void end(int request) {
        Begun begun = running.remove(request);
        if (begun != null && !begun.what.endsWith(" " + MOVED_ON_BESIDE)) {
            finished.add(new Command(begun.what, begun.at, System.nanoTime()));
        }
    }

    /** Names only, because a command contains documents. */
    private static String what(String name, BsonDocument command) {
        BsonValue collection = command.get(name.equals("getMore") ? "collection" : name);
        return collection != null && collection.isString()
                ? name + " " + collection.asString().getValue()
                : name;
    }
}
