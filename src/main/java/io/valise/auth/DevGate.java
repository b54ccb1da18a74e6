package io.valise.auth;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.bson.types.ObjectId;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

class DevGate {
    @Inject
    Caller caller;

    @ServerRequestFilter(priority = 1000)
    void open(ContainerRequestContext request) {
        String user = request.getHeaderString("X-User");
        String group = request.getUriInfo().getPathParameters().getFirst("groupId");
        caller.set(
                new ObjectId(user == null ? "aaaaaaaaaaaaaaaaaaaaaaaa" : user),
                group == null ? null : new ObjectId(group),
                Origin.of(request.getHeaderString(Origin.HEADER)));
    }
}
