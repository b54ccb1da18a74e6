package io.valise.testing;

import io.quarkus.test.junit.QuarkusTestProfile;

/** A service of its own for tests that count what the store is asked: no other test leaves work in its background. */
public class Undisturbed implements QuarkusTestProfile {}
