package io.valise.functions;

import io.smallrye.mutiny.Uni;
import io.valise.contents.Contents;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Shortened;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.types.ObjectId;

/**
 * The Functions in an imported configuration: its kept files {@code functions/<name>.js} or, in the older layout,
 * {@code functions/<name>/source.js} next to a {@code config.json}.
 */
final class Sources {
    private static final Pattern FILE = Pattern.compile("functions/(?!(.*/)?node_modules/)(?<name>.+)\\.js");
    private static final Pattern OLDER = Pattern.compile("(?<name>.+)/source");

    /** Characters of a name that an error message shows. */
    private static final int MOST_SHOWN = 64;

    private Sources() {}

    /** The entries of the sources, by name of the Function. */
    static Map<String, Entry> of(View view) {
        Map<String, Entry> sources = new TreeMap<>();
        for (Entry file : view.entries(Kind.FILE)) {
            Matcher path = FILE.matcher(file.name());
            if (path.matches()) {
                sources.put(name(view, path.group("name")), file);
            }
        }
        return sources;
    }

    private static String name(View view, String path) {
        Matcher older = OLDER.matcher(path);
        boolean isOlder =
                older.matches() && view.find(Kind.FILE, "functions/" + older.group("name") + "/config.json") != null;
        return isOlder ? older.group("name") : path;
    }

    /** The source of a Function; fails with 404 {@code FunctionNotFound}. */
    static Uni<String> read(Contents contents, ObjectId app, View view, String name) {
        Entry file = of(view).get(name);
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
