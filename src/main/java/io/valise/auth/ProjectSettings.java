package io.valise.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** The name of the first project. */
@ConfigMapping(prefix = "valise")
interface ProjectSettings {
    /** The name of the first project, 1 to 64 characters; only used when the project is created. */
    @WithDefault("default")
    @NotBlank
    @Size(max = 64)
    String projectName();
}
