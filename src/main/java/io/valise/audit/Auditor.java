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

/** Writes the entry of every route that is {@link Audited}. */
@Audited("")
@Interceptor
@Priority(Auditor.WITHIN_VALIDATION)
class Auditor {
    /** Bean Validation's own is {@code PLATFORM_AFTER + 800}: a body that breaks a rule is no deed. */
    static final int WITHIN_VALIDATION = Interceptor.Priority.PLATFORM_AFTER + 900;

    private static final String OK = "ok";

    @Inject
    Deed current;

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
        Deed deed = current.here();
        String action = audited.value();
        deed.toItemOf(action, idInPath());
        if (!audited.ahead()) {
            return proceed(call).call(() -> append(deed, action));
        }
        AuditEntry intent = deed.entry(action, Intents.RESULT, now());
        return intents.around(intent, () -> proceed(call).call(() -> append(deed, action)));
    }

    /** A failure says that it may be done: it is. */
    private Uni<?> append(Deed deed, String action) {
        return deed.isNothing()
                ? Uni.createFrom().voidItem()
                : log.append(deed.entry(action, OK, now())).onFailure().transform(StoreFailure::outcomeUnknown);
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
