/** The Java client of Valise. Needs the JDK's HTTP client and nothing else. */
module io.valise.client {
    requires transitive java.net.http;

    exports io.valise.client;
}
