package io.valise.functions;

import io.smallrye.mutiny.Uni;
import io.valise.contents.Contents;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Shortened;
import io.valise.files.FunctionNames;
import io.valise.revisions.Entry;
import io.valise.revisions.View;
import java.nio.charset.StandardCharsets;
import org.bson.types.ObjectId;

/** Reads the sources of the Functions in an imported configuration. */
final class Sources {
    /** Characters of a name that an error message shows. */
    private static final int MOST_SHOWN = 64;

    private Sources() {}

    /** The source of a Function; fails with 404 {@code FunctionNotFound}. */
    static Uni<String> read(Contents contents, ObjectId app, View view, String name) {
        Entry file = FunctionNames.of(view).get(name);
        if (file == null) {
            return Uni.createFrom()
                    .failure(new ApiException(
                            ErrorCode.FunctionNotFound,
                            "function not found: \"" + Shortened.to(MOST_SHOWN, name) + "\" is not deployed"));
        }
        return contents.one(app, Contents.Type.FILES, file)
                .map(found -> new String(found.data, StandardCharsets.UTF_8));
    }
}
