package io.valise.hosting;

import io.smallrye.mutiny.Uni;
import io.valise.contents.Contents;
import io.valise.crypto.Signatures;
import io.valise.crypto.SignedFields;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Hash;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.bson.types.ObjectId;

/**
 * Signed addresses of assets. Clients fetch assets by the addresses in the listing without their access token, so each
 * address is itself the permission to read that one content, for a limited time.
 */
@ApplicationScoped
class Downloads {
    /** Long enough for a client to fetch all assets of a large app after it has listed them. */
    private static final Duration VALID = Duration.ofHours(1);

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    @Inject
    Signatures signatures;

    @Inject
    Contents contents;

    @Inject
    Clock clock;

    /**
     * The variable parts of an address.
     *
     * @param app the app's id
     * @param content the id of the content
     * @param hash of the content, in hex
     * @param expires in UNIX seconds
     * @param signature of all others, in base64url
     */
    record Permit(String app, String content, String hash, long expires, String signature) {}

    Permit permit(ObjectId app, ContentRef content) {
        long expires = now() + VALID.toSeconds();
        byte[] signature = signatures.sign(fields(app, content, expires));
        return new Permit(
                app.toHexString(),
                content.id().toHexString(),
                content.hash().toString(),
                expires,
                ENCODER.encodeToString(signature));
    }

    /** The content; fails with {@code NotFound} if the permit is not genuine, or has expired. */
    Uni<byte[]> read(Permit permit) {
        ObjectId app = id(permit.app);
        ContentRef content = new ContentRef(id(permit.content), hash(permit.hash));
        if (!signatures.isSigned(fields(app, content, permit.expires), signature(permit.signature))
                || permit.expires < now()) {
            throw invalid();
        }
        return contents.ifStored(app, Contents.Type.FILES, content)
                .onItem()
                .ifNull()
                .failWith(Downloads::invalid)
                .map(file -> file.data);
    }

    private static SignedFields fields(ObjectId app, ContentRef content, long expires) {
        return new SignedFields("valise/asset/1")
                .id(app)
                .id(content.id())
                .bytes(content.hash().bytes())
                .number(expires);
    }

    private static ObjectId id(String text) {
        if (!ObjectId.isValid(text)) {
            throw invalid();
        }
        return new ObjectId(text);
    }

    private static Hash hash(String text) {
        try {
            return Hash.ofBytes(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException malformed) {
            throw invalid();
        }
    }

    private static byte[] signature(String text) {
        try {
            return DECODER.decode(text);
        } catch (IllegalArgumentException malformed) {
            throw invalid();
        }
    }

    private static ApiException invalid() {
        return new ApiException(
                ErrorCode.NotFound,
                "this address of a hosting asset is not valid, or no longer; list the assets again");
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
