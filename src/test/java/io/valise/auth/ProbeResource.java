package io.valise.auth;

import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.audit.CurrentRequest;
import io.valise.audit.Origin;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A route of another room, to test the gate with. */
@Path(Gate.ADMIN + "/groups/{groupId}/probe")
class ProbeResource {
    @Inject
    CurrentKey key;

    @Inject
    CurrentRequest current;

    record Seen(String user, String project, Role role, Origin origin) {}

    @GET
    @Operation(hidden = true)
    public Uni<Seen> read(@PathParam("groupId") String groupId) {
        return Uni.createFrom().item(seen());
    }

    @POST
    @Operation(hidden = true)
    public Uni<Seen> write(@PathParam("groupId") String groupId) {
        return Uni.createFrom().item(seen());
    }

    private Seen seen() {
        Actor actor = current.actor();
        return new Seen(actor.user().toHexString(), actor.project().toHexString(), key.get().role, actor.origin());
    }
}
