package io.valise;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.valise.openapi.DocumentFile;

/** Starts the service. */
@QuarkusMain
public class Main {
    /** Returns when the service has stopped. */
    public static void main(String... arguments) {
        DocumentFile.skipAtStart();
        Quarkus.run(arguments);
    }
}
