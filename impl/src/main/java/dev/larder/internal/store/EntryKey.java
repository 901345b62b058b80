package dev.larder.internal.store;

/**
 * Where an entry lives, and the lease of loads for it, which lives on the same server.
 *
 * @param bytes the key of the entry; decides the server
 * @param lease the key of its lease
 */
public record EntryKey(byte[] bytes, byte[] lease) {}
