package io.valise.bulk;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.revisions.Limits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Reads the body of an import in any of its media types. Blocks, so do not call it on the event loop. */
@ApplicationScoped
public class Bodies {
    /** The media types of an import. The last two are the names of YAML before RFC 9512. */
    public static final String DOTENV = MediaType.TEXT_PLAIN;

    public static final String JSON = MediaType.APPLICATION_JSON;
    public static final String YAML = "application/yaml";
    public static final String X_YAML = "application/x-yaml";
    public static final String TEXT_YAML = "text/yaml";

    /** Maximum size of a body in bytes. It is held in memory; 10,000 secrets of 500 characters are 5 MB. */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    private static final String BOM = "\uFEFF";

    @Inject
    ObjectMapper json;

    @Inject
    Limits limits;

    /**
     * Returns the contents of the body by name.
     *
     * <p>Fails with 415 {@code UnsupportedMediaType} if the request has no media type, 413 {@code PayloadTooLarge}, or
     * 400: {@code InvalidParameter} with all problems, {@code BadRequest} if the body is empty or not UTF-8,
     * {@code MalformedJson}, and {@code LimitExceeded} for more names than an app may have.
     */
    public <C> SortedMap<String, C> read(@Nullable MediaType type, InputStream body, ImportKind<C> kind)
            throws IOException {
        if (type == null) {
            throw new ApiException(ErrorCode.UnsupportedMediaType, "the request has no Content-Type");
        }
        Batch<C> batch = new Batch<>(kind, limits.entries());
        String text = text(body);
        switch (type.getSubtype()) {
            case "plain" -> dotenv(text, batch);
            case "json" -> json(text, batch);
            default -> YamlBody.read(text, batch);
        }
        return batch.contents();
    }

    private static String text(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new ApiException(
                    ErrorCode.PayloadTooLarge, "the body is larger than " + MAX_BYTES + " bytes; import it in parts");
        }
        // A lost upload must not be read as "remove everything".
        if (bytes.length == 0) {
            throw new ApiException(ErrorCode.BadRequest, "the body is empty");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BOM) ? text.substring(BOM.length()) : text;
        } catch (CharacterCodingException noText) {
            throw new ApiException(ErrorCode.BadRequest, "the body is not UTF-8");
        }
    }

    private void json(String text, Batch<?> batch) throws IOException {
        try (JsonParser in = json.getFactory().createParser(text)) {
            JsonBody.read(in, batch);
        }
    }

    private static void dotenv(String text, Batch<?> batch) {
        DotenvBody.read(text, new DotenvBody.Reader() {
            @Override
            public void assignment(int line, String name, String content) {
                batch.addText("line " + line, name, content);
            }

            @Override
            public void problem(int line, String rule) {
                batch.problem("line " + line, rule);
            }
        });
    }
}
