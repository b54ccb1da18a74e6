package io.valise.leaks;

import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.valise.crypto.Plaintext;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Everything that {@code PlaintextCannotLeakTest} must detect, and one class that it must allow. */
final class Leaks {
    private Leaks() {}

    record Bare(Plaintext value) {}

    record Wrapped(Map<String, List<Plaintext>> values) {}

    record InAnArray(Plaintext[] values) {}

    static Supplier<String> captured(Plaintext value) {
        return new Supplier<>() {
            @Override
            public String get() {
                return "" + value;
            }
        };
    }

    static String called(Plaintext value) {
        return value.reveal();
    }

    static Function<Plaintext, String> referenced() {
        return Plaintext::reveal;
    }

    static final class FineResource {
        record Request(String name, Plaintext value) {}
    }

    static class Stored extends ReactivePanacheMongoEntityBase {
        public Plaintext value;
    }
}
