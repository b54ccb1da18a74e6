package io.valise.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Keeps one connection to each service for as long as the service allows, and does not retry: a lost request or answer
 * is an {@link IOException}. (HTTP clients retry reads by themselves.)
 */
final class KeepAlive implements AutoCloseable {
    private static final int PATIENCE_MS = 30_000;

    private final String token;
    private final Map<String, Socket> connections = new HashMap<>();

    KeepAlive(String token) {
        this.token = token;
    }

    /** {@code close} is whether the service announces that it closes the connection. */
    record Answer(int status, String body, boolean close, String etag) {}

    Answer get(String url, String... header) throws IOException {
        return send("GET", url, "", header);
    }

    Answer post(String url, String json) throws IOException {
        return send("POST", url, json);
    }

    private Answer send(String method, String url, String body, String... header) throws IOException {
        URI uri = URI.create(url);
        String address = uri.getAuthority();
        Socket connection = connections.get(address);
        if (connection == null) {
            connection = new Socket(uri.getHost(), uri.getPort());
            connection.setTcpNoDelay(true);
            connection.setSoTimeout(PATIENCE_MS);
            connections.put(address, connection);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + url.substring(url.indexOf(address) + address.length()) + " HTTP/1.1\r\nHost: "
                + address + "\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n"
                + (header.length == 0 ? "" : header[0] + ": " + header[1] + "\r\n") + "\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        request.writeBytes(bytes);
        connection.getOutputStream().write(request.toByteArray());

        Answer answer = read(new BufferedInputStream(connection.getInputStream()));
        if (answer.close) {
            connections.remove(address).close();
        }
        return answer;
    }

    /** Nothing follows an answer until the next request, so the buffer can be discarded with the answer. */
    private static Answer read(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] header = line.split(": *", 2);
            headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (headers.containsKey("transfer-encoding")) {
            throw new IOException("in chunks, which nobody here asked for: " + headers);
        }
        byte[] body = in.readNBytes(status == 304 || status == 204 ? 0 : length);
        if (body.length < length && status != 304) {
            throw new EOFException("cut off after " + body.length + " bytes of " + length);
        }
        return new Answer(
                status,
                new String(body, StandardCharsets.UTF_8),
                "close".equalsIgnoreCase(headers.get("connection")),
                headers.get("etag"));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed without an answer, after \"" + line + "\"");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        for (Socket connection : connections.values()) {
            connection.close();
        }
    }
}
