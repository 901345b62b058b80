package dev.larder.internal.store;

import java.util.function.Predicate;

/**
 * Which keys a removal goes over.
 *
 * @param pattern a glob as Redis understands it
 * @param filter what a key must pass besides
 */
public record Matching(byte[] pattern, Predicate<byte[]> filter) {}
