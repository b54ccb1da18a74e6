package io.valise.testing;

import io.quarkus.test.common.QuarkusTestResource;

/** Gives every {@code @QuarkusTest} its store: the annotation applies to the whole module. */
@QuarkusTestResource(TestStore.class)
class StoreOfTests {}
