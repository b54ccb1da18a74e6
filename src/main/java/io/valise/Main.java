package io.valise;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.valise.openapi.DocumentOnDemand;

/** Starts the service. */
@QuarkusMain
public class Main {
    /** Returns when the service has stopped. */
    public static void main(String... arguments) {
        DocumentOnDemand.postpone();
        Quarkus.run(arguments);
    }
}
