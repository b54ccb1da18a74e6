package io.valise.functions;

/** Thrown through the engine to end a call from outside. */
final class Stopped extends RuntimeException {
    private final transient Outcome.Failure failure;

    Stopped(Outcome.Code code, String sentence) {
        super(sentence, null, false, false);
        this.failure = new Outcome.Failure(code, sentence);
    }

    Outcome.Failure failure() {
        return failure;
    }
}
