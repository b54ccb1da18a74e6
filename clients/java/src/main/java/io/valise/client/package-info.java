/**
 * Reads an app's Values and Secrets from Valise, keeps them, and follows deployments: {@link io.valise.client.Valise}.
 *
 * <p>Depends on the JDK alone. Nothing in it prints a value or a token.
 */
package io.valise.client;
