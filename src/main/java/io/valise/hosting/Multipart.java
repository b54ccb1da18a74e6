package io.valise.hosting;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.common.headers.HeaderUtil;
import org.jboss.resteasy.reactive.common.util.CaseInsensitiveMap;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser;
import org.jspecify.annotations.Nullable;

/**
 * The named parts of a multipart body. The framework only takes {@code multipart/form-data} apart by itself, and clients
 * send assets as {@code multipart/mixed}.
 */
final class Multipart {
    static final String FORM = "multipart/form-data";
    static final String MIXED = "multipart/mixed";

    private static final String DISPOSITION = "Content-Disposition";

    /** Clients send two. */
    private static final int MOST_PARTS = 16;

    private final Map<String, Part> parts = new HashMap<>();

    private Multipart() {}

    /**
     * A part.
     *
     * @param fileName as sent; null if none was sent
     */
    record Part(@Nullable String fileName, byte[] data) {}

    /**
     * Takes a body apart, on a worker: it may be large. Fails with {@code BadRequest} if it does not have the form that
     * its media type says.
     */
    static Uni<Multipart> read(byte @Nullable [] body, @Nullable MediaType type) {
        return Uni.createFrom().item(() -> of(body, type)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static Multipart of(byte @Nullable [] body, @Nullable MediaType type) {
        @Nullable String boundary = type == null ? null : type.getParameters().get("boundary");
        if (boundary == null || boundary.isEmpty() || body == null) {
            throw malformed();
        }
        Multipart read = new Multipart();
        MultipartParser.ParseState parser = MultipartParser.beginParse(
                read.new Collector(), boundary.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8.name());
        try {
            parser.parse(ByteBuffer.wrap(body));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException notMultipart) {
            throw malformed();
        }
        if (!parser.isComplete()) {
            throw malformed();
        }
        return read;
    }

    private static ApiException malformed() {
        return new ApiException(ErrorCode.BadRequest, "the body is not a complete multipart body");
    }

    /** The part with this name; fails with {@code InvalidParameter} if there is none. */
    Part require(String name) {
        Part part = parts.get(name);
        if (part == null) {
            throw ApiException.invalid(name, "is required: a part of the multipart body");
        }
        return part;
    }

    private final class Collector implements MultipartParser.PartHandler {
        private String name = "";
        private @Nullable String fileName;
        private ByteArrayOutputStream data = new ByteArrayOutputStream();

        @Override
        public void beginPart(CaseInsensitiveMap<String> headers) {
            @Nullable String disposition = headers.getFirst(DISPOSITION);
            name = disposition == null ? "" : text(HeaderUtil.extractQuotedValueFromHeader(disposition, "name"));
            fileName = disposition == null ? null : HeaderUtil.extractQuotedValueFromHeader(disposition, "filename");
            data = new ByteArrayOutputStream();
        }

        @Override
        public void data(ByteBuffer more) {
            byte[] bytes = new byte[more.remaining()];
            more.get(bytes);
            data.writeBytes(bytes);
        }

        @Override
        public void endPart() {
            if (parts.size() == MOST_PARTS) {
                throw new ApiException(
                        ErrorCode.BadRequest, "the multipart body has more than " + MOST_PARTS + " parts");
            }
            if (parts.putIfAbsent(name, new Part(fileName, data.toByteArray())) != null) {
                throw new ApiException(ErrorCode.BadRequest, "the multipart body has two parts with one name");
            }
        }

        private static String text(@Nullable String text) {
            return text == null ? "" : text;
        }
    }
}
