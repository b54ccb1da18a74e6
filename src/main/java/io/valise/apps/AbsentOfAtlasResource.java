package io.valise.apps;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Clusters and the like, which clients list at Atlas to link a new app to them. Answered without looking at credentials,
 * because the answer is the same for everybody. Not in the OpenAPI document.
 */
@Path("/api/atlas/v1.0/groups/{project}/{route: " + Absent.Routes.CLUSTERS + "}")
public class AbsentOfAtlasResource {
    @GET
    @Operation(hidden = true)
    public Uni<Void> list(@PathParam("route") String route) {
        throw Absent.at(route);
    }
}
