package io.valise.apps;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The log-in with a password, which this service does not have. Not in the OpenAPI document. */
@Path("/api/admin/v3.0/" + Absent.Routes.PASSWORDS)
public class AbsentPasswordsResource {
    @POST
    @Operation(hidden = true)
    public Uni<Void> logIn() {
        throw Absent.at(Absent.Routes.PASSWORDS);
    }
}
