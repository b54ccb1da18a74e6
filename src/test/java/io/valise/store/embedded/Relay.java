package io.valise.store.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port through which any client can use an embedded store, as with any server. It sends the credential for its
 * clients.
 */
public final class Relay implements AutoCloseable {
    private final InetSocketAddress store;
    private final byte[] credential;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * @param credential as in {@code valise.embedded.credential-file}
     */
    public Relay(InetSocketAddress store, String credential) throws IOException {
        this.store = store;
        this.credential = Base64.getUrlDecoder().decode(credential);
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            try {
                connect(client);
            } catch (IOException refused) {
                client.close();
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket(store.getAddress(), store.getPort());
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        server.getOutputStream().write(credential);
        open.add(client);
        open.add(server);
        start(() -> pump(client, server));
        start(() -> pump(server, client));
    }

    /** Copies until one side closes, then closes both. */
    private void pump(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
        } finally {
            open.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException ended) {
                // One of the two, or this relay, has closed the connection.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
