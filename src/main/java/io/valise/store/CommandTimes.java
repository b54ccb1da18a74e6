package io.valise.store;

import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandSucceededEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Measures how long store commands take, by command name only. */
@Singleton
public class CommandTimes implements CommandListener {
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private final MeterRegistry meters;

    @Inject
    CommandTimes(MeterRegistry meters) {
        this.meters = meters;
    }

    private record Key(String command, String result) {}

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        record(event.getCommandName(), "ok", event.getElapsedTime(TimeUnit.NANOSECONDS));
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        record(event.getCommandName(), "failed", event.getElapsedTime(TimeUnit.NANOSECONDS));
    }

    private void record(String command, String result, long nanos) {
        timers.computeIfAbsent(new Key(command, result), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Key key) {
        return Timer.builder("valise.store.command")
                .description("Time to execute a store command")
                .tag("command", key.command)
                .tag("result", key.result)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(meters);
    }
}
