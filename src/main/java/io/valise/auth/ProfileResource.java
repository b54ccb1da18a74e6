package io.valise.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller and its roles. */
@Path(Gate.ADMIN + "/auth/profile")
@Tag(name = "Sessions")
class ProfileResource {
    @Inject
    CurrentKey current;

    @Schema(name = "Profile", description = "The API key behind the access token.")
    record Profile(
            @Schema(description = "The API key's id.", examples = "6650c0ffee0123456789abcd") @JsonProperty("user_id")
            String userId,

            @Schema(description = "The id of the key's project.", examples = "6650c0ffee0123456789abce")
            @JsonProperty("domain_id")
            String domainId,

            List<Identity> identities,
            Data data,
            @Schema(examples = "normal") String type,
            List<ProfileRole> roles) {
        static Profile of(ApiKey key) {
            String project = key.project.toHexString();
            return new Profile(
                    key.id.toHexString(),
                    project,
                    List.of(new Identity(key.publicKey, LoginResource.PROVIDER, LoginResource.PROVIDER_ID)),
                    new Data(key.name),
                    "normal",
                    List.of(new ProfileRole(key.role, project)));
        }
    }

    @Schema(name = "Identity", description = "What the caller logs in with.")
    record Identity(
            @Schema(description = "The public key.", examples = "abcdwxyz")
            String id,

            @Schema(examples = LoginResource.PROVIDER) @JsonProperty("provider_type")
            String providerType,

            @Schema(examples = LoginResource.PROVIDER_ID) @JsonProperty("provider_id")
            String providerId) {}

    @Schema(name = "ProfileData")
    record Data(
            @Schema(description = "The API key's name.", examples = "first key")
            String name) {}

    @Schema(name = "ProfileRole", description = "A role in a project.")
    record ProfileRole(
            @JsonProperty("role_name") Role roleName,

            @Schema(examples = "6650c0ffee0123456789abce") @JsonProperty("group_id")
            String groupId) {}

    @GET
    @Operation(operationId = "getProfile", summary = "Get the caller's identity and roles")
    @APIResponse(
            responseCode = "200",
            description = "The caller.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Profile.class)))
    public Profile profile() {
        return Profile.of(current.get());
    }
}
