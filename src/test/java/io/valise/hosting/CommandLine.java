package io.valise.hosting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.Request;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The requests of the official command line for hosting assets and dependencies, with bodies as it builds them. */
public record CommandLine(Api api) {
    private static final String BOUNDARY = "6f1a3c5e7b9d0f2a4c6e8b0d";
    private static final ObjectMapper JSON = new ObjectMapper();

    public static CommandLine of(Api api) {
        return new CommandLine(api.by("mongodb-baas-cli"));
    }

    /** The assets by path. */
    public Map<String, Map<String, Object>> assets() {
        Map<String, Map<String, Object>> assets = new LinkedHashMap<>();
        List<Map<String, Object>> listing =
                api.read("/hosting/assets?recursive=true").getList("");
        listing.forEach(asset -> assets.put(asset.get("path").toString(), asset));
        return assets;
    }

    /** Downloads an asset by the address in the listing, without a token. */
    public static Answer download(Map<String, Object> asset) {
        URI url = URI.create(asset.get("url").toString());
        return Request.to(url.getScheme() + "://" + url.getAuthority()).get(url.getRawPath() + "?" + url.getRawQuery());
    }

    @SafeVarargs
    public final Answer upload(String path, byte[] content, Map<String, String>... attributes) {
        Map<String, Object> meta = Map.of(
                "path", path, "hash", "0", "size", content.length, "appId", api.app(), "attrs", List.of(attributes));
        return api.request()
                .contentType("multipart/mixed; boundary=" + BOUNDARY)
                .body(multipart(part("meta", "", json(meta)), part("file", "", content)))
                .put(api.path("/hosting/assets/asset"));
    }

    @SafeVarargs
    public final Answer describe(String path, Map<String, String>... attributes) {
        return api.patch("/hosting/assets/asset?path=" + encoded(path), Map.of("attributes", List.of(attributes)));
    }

    public Answer remove(String path) {
        return api.delete("/hosting/assets/asset?path=" + encoded(path));
    }

    public Answer diffDependencies(String file, String content) {
        return dependencies(file, content).post(api.path("/dependencies/diff"));
    }

    public Answer uploadDependencies(String file, String content) {
        return dependencies(file, content).put(api.path("/dependencies"));
    }

    private Request dependencies(String file, String content) {
        byte[] part =
                part("file", "; filename=\"" + file + "\"\r\nContent-Type: application/octet-stream", utf8(content));
        return api.request()
                .contentType("multipart/form-data; boundary=" + BOUNDARY)
                .body(multipart(part));
    }

    public static Map<String, String> attribute(String name, String value) {
        return Map.of("name", name, "value", value);
    }

    private static byte[] part(String name, String rest, byte[] content) {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.writeBytes(utf8(
                "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"" + rest + "\r\n\r\n"));
        part.writeBytes(content);
        part.writeBytes(utf8("\r\n"));
        return part.toByteArray();
    }

    private static byte[] multipart(byte[]... parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.writeBytes(part);
        }
        body.writeBytes(utf8("--" + BOUNDARY + "--\r\n"));
        return body.toByteArray();
    }

    private static String encoded(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8);
    }

    private static byte[] json(Object content) {
        try {
            return JSON.writeValueAsBytes(content);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
