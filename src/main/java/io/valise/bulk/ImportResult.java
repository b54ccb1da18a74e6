package io.valise.bulk;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What an import changed, or would change with {@code diff=true}: the sorted names for each kind of change. */
@Schema(name = "ImportResult")
public record ImportResult(
        @Schema(examples = "[\"api-key\"]") List<String> created,
        @Schema(examples = "[\"db-url\"]") List<String> updated,

        @Schema(description = "With `replace=true`: what was there and is not in the body.", examples = "[]")
        List<String> removed,

        @Schema(description = "The names whose content was already the one in the body.", examples = "[]")
        List<String> unchanged) {}
