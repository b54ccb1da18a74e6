/**
 * The OpenAPI document, as far as it follows from the code: success statuses, error replies, path parameters, ETags,
 * required fields, and tokens. This describes a route of any room completely; a room adds only what cannot be derived,
 * with {@link io.valise.errors.Fails}, {@code @Operation} and {@code @Schema}. Runs in the build; at run time, only
 * {@link io.valise.openapi.DocumentFile} is used.
 *
 * <p>Uses errors and platform.
 */
@NullMarked
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Valise",
                        version = "",
                        description = """
                            Values and Secrets of an application: drafted, reviewed, and put live by one atomic \
                            deployment.

                            Log in with an API key, and send the access token with every other request. While you \
                            have a draft open, your changes of the app join it, and nobody else sees them; without \
                            one, each change is deployed at once.

                            Every error, of whatever kind, is an `Error`. Ids are 24 hexadecimal digits, times are \
                            UNIX seconds, and fields that are not known are ignored.\
                            """,
                        license = @License(name = "Apache-2.0", identifier = "Apache-2.0")),
        servers = @Server(url = "/", description = "The service that answers this document."),
        tags = {
            @Tag(name = "Sessions", description = "Log in with an API key, renew the access token, log out."),
            @Tag(name = "Projects", description = "The projects that the caller has a role in."),
            @Tag(name = "API keys", description = "Who may log in to a project, and in which role."),
            @Tag(name = "Apps", description = "The apps of a project."),
            @Tag(name = "Secrets", description = "Contents that are written and never read; values link to them."),
            @Tag(name = "Values", description = "JSON under a name, or a link to a secret."),
            @Tag(name = "Environments", description = "The app's environment tag, and values that depend on it."),
            @Tag(name = "Functions", description = "JavaScript that reads the app's values, run in a sandbox."),
            @Tag(name = "Files", description = "The app as a directory of files: export, import, pull and push."),
            @Tag(name = "Drafts", description = "Changes that wait: of one caller, for one app."),
            @Tag(name = "Deployments", description = "What has been put live, and going back to it."),
            @Tag(name = "Audit", description = "Who did what, in a chain of hashes; and how often secrets were read."),
            @Tag(
                    name = "Store",
                    description = "For operators: back-ups of the embedded store, and a check of what is stored."),
            @Tag(name = "Runtime tokens", description = "Which programs may read an app's values."),
            @Tag(name = "Run time", description = "What a running program reads: values, secrets resolved.")
        },
        security = @SecurityRequirement(name = "accessToken"),
        components =
                @Components(
                        securitySchemes = {
                            @SecurityScheme(
                                    securitySchemeName = "accessToken",
                                    type = SecuritySchemeType.HTTP,
                                    scheme = "bearer",
                                    description =
                                            "The `access_token` of a login. Lives 30 minutes, unless set otherwise."),
                            @SecurityScheme(
                                    securitySchemeName = "refreshToken",
                                    type = SecuritySchemeType.HTTP,
                                    scheme = "bearer",
                                    description =
                                            "The `refresh_token` of a login. Lives 60 days, unless set otherwise."),
                            @SecurityScheme(
                                    securitySchemeName = "runtimeToken",
                                    type = SecuritySchemeType.HTTP,
                                    scheme = "bearer",
                                    description = "The `token` of a new runtime token. Reads one app's values,"
                                            + " and nothing else."),
                            @SecurityScheme(
                                    securitySchemeName = "digest",
                                    type = SecuritySchemeType.HTTP,
                                    scheme = "digest",
                                    description = "An API key pair by HTTP Digest: MD5, `qop=auth`.")
                        },
                        headers =
                                @Header(
                                        name = "ETag",
                                        description =
                                                "Names this state, for `If-None-Match` and, where a route takes it,"
                                                        + " `If-Match`.",
                                        schema =
                                                @Schema(
                                                        type = SchemaType.STRING,
                                                        examples = ConditionalReplies.TAG_EXAMPLE)),
                        responses =
                                @APIResponse(
                                        name = "Unchanged",
                                        description = "The caller has this state, by `If-None-Match`.",
                                        headers = @Header(name = "ETag", ref = "ETag")),
                        parameters =
                                @Parameter(
                                        name = "If-None-Match",
                                        in = ParameterIn.HEADER,
                                        description = "The ETag of an earlier answer: 304 if it is still the same.",
                                        schema =
                                                @Schema(
                                                        type = SchemaType.STRING,
                                                        examples = ConditionalReplies.TAG_EXAMPLE))))
package io.valise.openapi;

import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.servers.Server;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.NullMarked;
