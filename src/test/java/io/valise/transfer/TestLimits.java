package io.valise.transfer;

import io.valise.revisions.Limits;

/** The default limits. */
record TestLimits() implements Limits {
    @Override
    public int entries() {
        return 10_000;
    }

    @Override
    public int history() {
        return 25;
    }

    @Override
    public int secretLength() {
        return 500;
    }

    @Override
    public int valueSize() {
        return 1_048_576;
    }
}
