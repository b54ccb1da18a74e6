package io.valise.errors;

import com.mongodb.MongoTimeoutException;
import io.valise.testing.MadeUp;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Routes that fail as real ones do when something below them breaks. */
@Path("/api/admin/v3.0/faults/{kind}")
class FaultsResource {
    record Unwritable(Object self) {
        @Override
        public Object self() {
            throw new IllegalStateException("internals");
        }
    }

    @GET
    @Operation(hidden = true)
    public Unwritable fail(@PathParam("kind") String kind) throws Exception {
        switch (kind) {
            case "bug" -> throw new IllegalStateException("internals of " + getClass());
            case "error" -> throw new StackOverflowError("internals");
            case "checked" -> throw new Exception("internals");
            case "store" -> throw new MongoTimeoutException("internals of localhost:27017");
            case "silence" -> throw new ApiException(ErrorCode.OutcomeUnknown, "the store did not answer");
            case "request" -> throw new BadRequestException("internals");
            default -> {
                return new Unwritable(MadeUp.MARK.length());
            }
        }
    }
}
