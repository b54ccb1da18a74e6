package io.valise.hosting;

import io.smallrye.mutiny.Uni;
import io.valise.contents.Contents;
import io.valise.contents.KeptFile;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.files.Paths;
import io.valise.files.ZipIntake;
import io.valise.revisions.Change;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Reads kept files of an app one by one, and makes the changes that write them. */
@ApplicationScoped
class KeptFiles {
    @Inject
    Contents contents;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    /** The file with this path in the view; null if there is none. */
    Uni<byte @Nullable []> read(ObjectId app, View view, String path) {
        Entry entry = view.find(Kind.FILE, path);
        return entry == null
                ? Uni.createFrom().nullItem()
                : contents.one(app, Contents.Type.FILES, entry).map(file -> file.data);
    }

    /**
     * A new content, not yet stored. Fails with {@code InvalidParameter} for a path that kept files may not have, and
     * with {@code PayloadTooLarge} if the content is larger than a kept file may be.
     */
    KeptFile content(ObjectId app, String path, byte[] data) {
        String broken = Paths.broken(path);
        if (broken != null) {
            throw ApiException.invalid("path", broken);
        }
        String over = limits.brokenByFile(data.length);
        if (over != null) {
            throw new ApiException(ErrorCode.PayloadTooLarge, path + " " + over);
        }
        return new KeptFile(app, data);
    }

    /** Fails with {@code PayloadTooLarge} if the kept files would be larger than an app's zip with this one. */
    Uni<Void> requireRoom(ObjectId app, View view, String path, int bytes) {
        List<Entry> others = view.entries(Kind.FILE).stream()
                .filter(file -> !file.name().equals(path))
                .toList();
        return contents.sizeOfFiles(app, others)
                .invoke(size -> {
                    if (size + bytes > ZipIntake.MAX_SIZE) {
                        throw new ApiException(
                                ErrorCode.PayloadTooLarge,
                                "with " + path + ", the files of the app would have more than " + ZipIntake.MAX_SIZE
                                        + " bytes");
                    }
                })
                .replaceWithVoid();
    }

    Uni<Void> write(List<KeptFile> files) {
        return contents.write(Contents.Type.FILES, files);
    }

    /** The changes that give the file with this path the content: none if it has it already. */
    List<Change> put(View view, String path, ContentRef content) {
        Entry before = view.find(Kind.FILE, path);
        if (before == null) {
            return List.of(Change.create(Entry.first(new ObjectId(), Kind.FILE, path, content, now())));
        }
        return Objects.equals(before.hash(), content.hash())
                ? List.of()
                : List.of(Change.update(before, before.withContent(content, now())));
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
