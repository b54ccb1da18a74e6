package io.valise.errors;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;

/** What an error says besides its code and sentence. */
@ConfigMapping(prefix = "valise.errors")
public interface ErrorSettings {
    /** The path of the page that the service serves itself. */
    String PAGE = "/docs/errors";

    /**
     * The page that `link` in an error leads to, with the error's code as its fragment: a path on this service, or an
     * `http` or `https` URL. The default is a page that the service serves itself.
     */
    @Pattern(regexp = "/[^\\s#]*|https?://[^\\s#]+", message = "must be a path or a URL, without a fragment")
    @WithDefault(PAGE)
    String documentation();
}
