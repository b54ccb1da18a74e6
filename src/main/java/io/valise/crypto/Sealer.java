package io.valise.crypto;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;

/** STUB, replaced before it is committed as done. */
@ApplicationScoped
public class Sealer {
    /** Seals a content for one place. */
    public Uni<SealedSecret> seal(Place place, Plaintext content) {
        return Uni.createFrom().item(() -> new SealedSecret(content.reveal().getBytes(StandardCharsets.UTF_8)));
    }

    /** Opens what was sealed for this very place; fails with {@link IllegalStateException} if it does not open. */
    public Uni<Plaintext> open(Place place, SealedSecret sealed) {
        return Uni.createFrom().item(() -> Plaintext.of(new String(sealed.ciphertext(), StandardCharsets.UTF_8)));
    }

    /** Destroys a scope's data key: nothing sealed in that scope can be opened any more. */
    public Uni<Void> destroy(String scope) {
        return Uni.createFrom().voidItem();
    }
}
