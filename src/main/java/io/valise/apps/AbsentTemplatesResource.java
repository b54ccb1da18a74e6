package io.valise.apps;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Templates for new apps, which this service does not have. Not in the OpenAPI document. */
@Path("/api/admin/v3.0/templates")
public class AbsentTemplatesResource {
    @GET
    @Operation(hidden = true)
    public Uni<Void> list() {
        throw Absent.at("templates");
    }
}
