package io.valise.secrets;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.audit.Outcome;
import io.valise.bulk.ImportKind;
import io.valise.bulk.ImportPlan;
import io.valise.contents.Contents;
import io.valise.contents.Secret;
import io.valise.crypto.Plaintext;
import io.valise.crypto.Sealer;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.json.Json;
import io.valise.revisions.ContentRef;
import io.valise.revisions.EntityName;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.View;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Imports secrets: strings, kept as {@link Plaintext} from the parser until they are sealed. */
record SecretImport(
        Actor actor, ObjectId app, SecretComparison comparison, Contents contents, Sealer sealer, Limits limits)
        implements ImportKind<Plaintext> {
    @Override
    public Kind kind() {
        return Kind.SECRET;
    }

    @Override
    public Plaintext ofText(String text) {
        return Plaintext.of(text);
    }

    @Override
    public @Nullable Plaintext ofJson(Json json) {
        return null;
    }

    @Override
    public @Nullable String brokenRule(Plaintext content) {
        if (content.codePoints() == 0) {
            return "must not be empty";
        }
        return limits.brokenBySecret(content.codePoints());
    }

    /** Names from older exports are accepted, for secrets that have them. */
    @Override
    public @Nullable String brokenName(String name) {
        return EntityName.Rule.canBeShown(name) ? null : EntityName.Rule.broken(name);
    }

    @Override
    public Uni<Set<ObjectId>> same(Map<Entry, Plaintext> stored) {
        return comparison.same(actor, app, stored);
    }

    @Override
    public Outcome previewed(ImportPlan plan) {
        return SecretComparison.previewed(actor, Stream.concat(plan.updated().stream(), plan.unchanged().stream()));
    }

    @Override
    public void check(View view, ImportPlan plan) {
        List<ApiException.FieldError> names = plan.created().stream()
                .filter(name -> EntityName.Rule.broken(name) != null)
                .map(name -> new ApiException.FieldError(name, "the name " + EntityName.Rule.broken(name)))
                .toList();
        if (!names.isEmpty()) {
            throw ApiException.invalid(names);
        }
        Map<ObjectId, String> removed = plan.removed().stream().collect(Collectors.toMap(Entry::id, Entry::name));
        List<ApiException.FieldError> links = view.entries(Kind.VALUE).stream()
                .filter(value -> value.secret() != null && removed.containsKey(value.secret()))
                .map(value -> new ApiException.FieldError(
                        value.name(), "links to the secret \"" + removed.get(value.secret()) + "\""))
                .toList();
        if (!links.isEmpty()) {
            throw inUse(links);
        }
    }

    private static ApiException inUse(List<ApiException.FieldError> links) {
        String sentence = links.stream()
                .map(link -> "the value \"" + link.field() + "\" " + link.error())
                .collect(Collectors.joining(", "));
        return new ApiException(
                        ErrorCode.SecretInUse,
                        sentence + ", which is not in the body; unlink the values first, or import without replace")
                .withDetails(links);
    }

    @Override
    public Uni<Map<ObjectId, ContentRef>> store(Collection<Written<Plaintext>> written) {
        return Multi.createFrom()
                .iterable(written)
                .onItem()
                .transformToUniAndConcatenate(one -> Secret.sealed(sealer, app, one.item(), one.id(), one.content()))
                .collect()
                .asList()
                .flatMap(secrets ->
                        contents.write(Contents.Type.SECRETS, secrets).replaceWith(() -> Contents.refs(secrets)));
    }
}
