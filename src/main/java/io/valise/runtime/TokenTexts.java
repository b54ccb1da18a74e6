package io.valise.runtime;

import io.valise.auth.TokenText;
import io.valise.crypto.Signatures;
import io.valise.crypto.SignedFields;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The text of runtime tokens: {@code vrt_}, 256 random bits and a signature over both, in Base64. Texts that this
 * service never issued are rejected without a store query, however many are tried.
 */
@ApplicationScoped
class TokenTexts {
    private static final String PREFIX = "vrt_";

    /** 32 bytes take 43 characters of Base64; the signature's 37 bytes take 50. */
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}[A-Za-z0-9_-]{50}");

    private static final int SIGNED_CHARACTERS = PREFIX.length() + 43;

    @Inject
    Signatures signatures;

    @Inject
    SecureRandom random;

    /** A new token, to be shown once. */
    String generate() {
        String signed = TokenText.generate(PREFIX, random);
        return signed + Base64.getUrlEncoder().withoutPadding().encodeToString(signatures.sign(fields(signed)));
    }

    /** Whether {@link #generate} created this text, on this or another instance with the same store. */
    boolean isOurs(String text) {
        return FORM.matcher(text).matches()
                && signatures.isSigned(
                        fields(text.substring(0, SIGNED_CHARACTERS)),
                        Base64.getUrlDecoder().decode(text.substring(SIGNED_CHARACTERS)));
    }

    private static SignedFields fields(String signed) {
        return new SignedFields("valise/runtime-token-text/1").text(signed);
    }
}
