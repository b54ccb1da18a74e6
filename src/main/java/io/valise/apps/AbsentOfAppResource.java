package io.valise.apps;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Routes of an app that clients call and this service does not have. Not in the OpenAPI document. */
@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/{route: " + Absent.Routes.OF_APP + "}")
public class AbsentOfAppResource {
    @GET
    @Operation(hidden = true)
    public Uni<Void> get(@PathParam("route") String route) {
        throw Absent.at(route);
    }

    @POST
    @Operation(hidden = true)
    public Uni<Void> post(@PathParam("route") String route) {
        throw Absent.at(route);
    }

    @PUT
    @Operation(hidden = true)
    public Uni<Void> put(@PathParam("route") String route) {
        throw Absent.at(route);
    }

    @PATCH
    @Operation(hidden = true)
    public Uni<Void> patch(@PathParam("route") String route) {
        throw Absent.at(route);
    }

    @DELETE
    @Operation(hidden = true)
    public Uni<Void> delete(@PathParam("route") String route) {
        throw Absent.at(route);
    }
}
