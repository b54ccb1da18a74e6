package io.valise.audit;

import io.smallrye.mutiny.Uni;
import io.valise.errors.StoreFailure;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Writes the entry of every {@link Audited} route. */
@Audited("")
@Interceptor
@Priority(Auditor.WITHIN_VALIDATION)
class Auditor {
    /** Bean Validation's interceptor has {@code PLATFORM_AFTER + 800}, so invalid bodies are not recorded. */
    static final int WITHIN_VALIDATION = Interceptor.Priority.PLATFORM_AFTER + 900;

    private static final String OK = "ok";

    @Inject
    CurrentRequest current;

    @Inject
    AuditLog log;

    @Inject
    Intents intents;

    @Inject
    UriInfo uri;

    @Inject
    Clock clock;

    @AroundInvoke
    Object record(InvocationContext call) throws Exception {
        Audited audited = call.getInterceptorBinding(Audited.class);
        Recording recording = new Recording(current.get(), audited.value(), target(audited.value()), new ObjectId());
        if (!audited.ahead()) {
            return proceed(call).call(() -> append(recording));
        }
        AuditEntry intent = recording.entry(Intents.RESULT, now());
        return intents.around(intent, () -> proceed(call).call(() -> append(recording)));
    }

    /** All entries of one request share an id. */
    private record Recording(AuditedRequest request, String action, AuditEntry.Target target, ObjectId id) {
        AuditEntry entry(String result, long now) {
            AuditEntry entry = AuditEntry.of(request, action, target, result, now);
            ObjectId change = request.outcome().change();
            entry.id = change == null ? id : change;
            return entry;
        }
    }

    /** The work is committed by now, so a failure here reports {@code OutcomeUnknown}. */
    private Uni<?> append(Recording recording) {
        Uni<?> confirmed = recording.request.confirmed();
        return recording.request.outcome().recorded()
                ? Uni.combine()
                        .all()
                        .unis(
                                log.append(recording.entry(OK, now()))
                                        .onFailure()
                                        .transform(StoreFailure::outcomeUnknown),
                                confirmed)
                        .asTuple()
                : confirmed;
    }

    /** The item that the path names; the outcome may name another. */
    private AuditEntry.Target target(String action) {
        return new AuditEntry.Target(action.substring(0, action.lastIndexOf('.')), idInPath(), null);
    }

    private static Uni<?> proceed(InvocationContext call) {
        try {
            return (Uni<?>) call.proceed();
        } catch (Exception failure) {
            return Uni.createFrom().failure(failure);
        }
    }

    private @Nullable String idInPath() {
        return Stream.of("id", "draftId")
                .map(name -> uri.getPathParameters().getFirst(name))
                .filter(id -> id != null && ObjectId.isValid(id))
                .findFirst()
                .orElse(null);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
