package dev.larder.internal.codec;

/**
 * How a value was written.
 *
 * @param serializer the name of the serializer, or "digits"
 * @param compressor the name of the compressor; empty if none was used
 * @param rawBytes the bytes of the serialized value
 * @param compressedBytes the bytes of the compressed value; 0 if it is not compressed
 * @param graceMillis for how long at the end of its life the entry is stale
 */
public record Description(String serializer, String compressor, int rawBytes, int compressedBytes, long graceMillis) {}
