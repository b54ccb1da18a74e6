package io.valise.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Counts refused log-ins and refused changes. Equal ones are counted, and recorded together some seconds later. So
 * strangers can neither fill the log nor learn from the response time whether a key exists.
 */
@ApplicationScoped
public class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);

    /** Distinct refusals between two flushes; any others are counted together, without the caller. */
    private static final int MOST = 50;
    /** Entries waiting for the store. */
    private static final int MOST_WAITING = 200;

    private final Map<Refusal, Long> counted = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<AuditEntry> waiting = new ConcurrentLinkedQueue<>();
    private final LongAdder strangers = new LongAdder();

    @Inject
    AuditLog log;

    @Inject
    Clock clock;

    @Inject
    CurrentRequest current;

    private record Refusal(
            ObjectId project,
            @Nullable ObjectId app,
            String action,
            AuditEntry.@Nullable Who actor,
            String origin,
            String address,
            String code) {
        Refusal ofSomebody() {
            return new Refusal(project, null, action, null, Origin.API.name(), "", code);
        }
    }

    void register(@Observes StartupEvent start, MeterRegistry meters) {
        Gauge.builder("valise.audit.waiting", waiting, Collection::size)
                .description("What the audit has yet to write to the store")
                .tag("kind", "refusal")
                .register(meters);
    }

    /**
     * Counts a refused log-in with an unknown public key. It belongs to no project, so only the service's own log has
     * it.
     */
    public void noteStranger() {
        strangers.increment();
    }

    /** Counts a refused request of this actor, about an app or none. */
    public void note(Actor actor, @Nullable ObjectId app, String action, ErrorCode code) {
        Refusal refusal = new Refusal(
                actor.project(),
                app,
                action,
                new AuditEntry.Who(actor.user(), actor.publicKey()),
                actor.origin().name(),
                actor.client().address(),
                code.name());
        boolean full = counted.size() >= MOST && !counted.containsKey(refusal);
        counted.merge(full ? refusal.ofSomebody() : refusal, 1L, Long::sum);
    }

    /** Counts a change refused with 403, by a gate or by the route. */
    @ServerResponseFilter
    void forbidden(ContainerResponseContext response, ResourceInfo route) {
        if (response.getStatus() == ErrorCode.Forbidden.status() && route.getResourceMethod() != null) {
            Audited audited = route.getResourceMethod().getAnnotation(Audited.class);
            AuditedRequest request = current.get();
            Actor actor = request.actorIfKnown();
            if (audited != null && actor != null) {
                note(actor, request.app(), audited.value(), ErrorCode.Forbidden);
            }
        }
    }

    /**
     * Records what was counted since the last flush. Entries that the store does not take are kept for the next one.
     */
    @Scheduled(every = "${valise.audit.counts-every:5s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> flush() {
        long unknown = strangers.sumThenReset();
        if (unknown > 0) {
            LOG.warnf("%d log-ins with an unknown public key were refused", unknown);
        }
        for (Refusal refusal : List.copyOf(counted.keySet())) {
            Long times = counted.remove(refusal);
            if (times != null && waiting.size() < MOST_WAITING) {
                waiting.add(entry(refusal, times));
            }
        }
        List<AuditEntry> entries = new ArrayList<>(waiting);
        return Multi.createFrom()
                .iterable(entries)
                .onItem()
                .transformToUni(entry -> log.append(entry).invoke(() -> waiting.remove(entry)))
                .merge(entries.size() + 1)
                .onItem()
                .ignoreAsUni()
                .onFailure()
                .invoke(failure -> LOG.debugf("Refusals wait for the store: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private AuditEntry entry(Refusal refusal, long times) {
        AuditEntry entry = AuditEntry.of(
                refusal.project,
                refusal.app,
                refusal.action,
                null,
                refusal.code,
                clock.instant().getEpochSecond());
        entry.actor = refusal.actor;
        entry.origin = refusal.origin;
        entry.address = refusal.address;
        entry.times = times > 1 ? times : null;
        return entry;
    }
}
