package io.valise.testing;

import io.quarkus.test.junit.QuarkusTestProfile;

/** A separate service for tests that count requests to the store: no other test leaves background work there. */
public class Undisturbed implements QuarkusTestProfile {}
