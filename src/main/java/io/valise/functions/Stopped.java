package io.valise.functions;

/** Thrown through the engine to end a call from outside. */
final class Stopped extends RuntimeException {
    private final transient RunResult.Failure failure;

    Stopped(RunResult.Code code, String sentence) {
        super(sentence, null, false, false);
        this.failure = new RunResult.Failure(code, sentence);
    }

    RunResult.Failure failure() {
        return failure;
    }
}
