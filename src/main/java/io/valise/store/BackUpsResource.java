package io.valise.store;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.audit.Audited;
import io.valise.audit.CurrentRequest;
import io.valise.audit.Outcome;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.platform.CallersContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Back-ups of the embedded store, made while it is in use. They stay on the server: no route returns their content. */
@Path("/api/admin/v3.0/groups/{groupId}/store/backups")
@Tag(name = "Store")
class BackUpsResource {
    private static final Logger LOG = Logger.getLogger(BackUpsResource.class);
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'valise-'yyyyMMdd'T'HHmmss.SSS'Z.mv'").withZone(ZoneOffset.UTC);

    @Inject
    EmbeddedStore store;

    @Inject
    CurrentRequest current;

    @Inject
    Clock clock;

    @Schema(name = "BackUp")
    record BackUp(
            @Schema(
                    description = "Its path on the server.",
                    examples = "/data/valise-data/backups/valise-20261127T205116.123Z.mv")
            String file,

            @Schema(description = "In bytes.", examples = "1048576")
            long size) {}

    @POST
    @ResponseStatus(201)
    @Audited("backup.create")
    @Operation(
            operationId = "createBackUp",
            summary = "Write a back-up of the whole store to a file on the server",
            description =
                    "Only for the embedded store, which stays in use meanwhile. The file is a consistent copy of the"
                            + " store, without the master key. It is never removed automatically.")
    @Fails({ErrorCode.NotSupported, ErrorCode.StoreUnavailable})
    public Uni<BackUp> create() {
        java.nio.file.Path folder = store.folder().orElseThrow(BackUpsResource::notEmbedded);
        java.nio.file.Path file = folder.resolve("backups").resolve(NAME.format(clock.instant()));
        var request = current.get();
        Uni<BackUp> made =
                Uni.createFrom().item(() -> write(file)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
        return CallersContext.returning(made)
                .invoke(() -> request.record(
                        Outcome.on("backup", null, file.getFileName().toString())));
    }

    private BackUp write(java.nio.file.Path file) {
        try {
            store.copyTo(file);
            return new BackUp(file.toString(), Files.size(file));
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private static ApiException notEmbedded() {
        return new ApiException(
                ErrorCode.NotSupported, "back up an external server with its own tools, such as mongodump");
    }

    private static ApiException notWritten(Throwable failure) {
        LOG.warnf("No back-up was made: %s", failure.toString());
        return new ApiException(
                ErrorCode.StoreUnavailable,
                "the back-up could not be written, and no file was left; the log has the reason");
    }
}
