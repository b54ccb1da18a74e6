package io.valise.hosting;

import io.smallrye.mutiny.Uni;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.hosting.Downloads.Permit;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Sends one hosting asset to whoever has a signed address of it. As an attachment of no type: a browser that follows the
 * address stores a file, and neither shows nor runs it.
 */
@Path(DownloadResource.ADDRESS)
public class DownloadResource {
    static final String ADDRESS = "/api/hosting/v1/assets";

    @Inject
    Downloads downloads;

    static String address(Permit permit) {
        return ADDRESS + "?app=" + permit.app() + "&content=" + permit.content() + "&hash=" + permit.hash()
                + "&expires=" + permit.expires() + "&signature=" + permit.signature();
    }

    @GET
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(hidden = true)
    @Fails(ErrorCode.NotFound)
    public Uni<RestResponse<byte[]>> download(
            @QueryParam("app") @DefaultValue("") String app,
            @QueryParam("content") @DefaultValue("") String content,
            @QueryParam("hash") @DefaultValue("") String hash,
            @QueryParam("expires") long expires,
            @QueryParam("signature") @DefaultValue("") String signature) {
        return downloads
                .read(new Permit(app, content, hash, expires, signature))
                .map(data -> RestResponse.ResponseBuilder.ok(data)
                        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment")
                        .build());
    }
}
