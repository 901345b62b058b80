package dev.larder;

/** How values are written; each cache reads both. */
public enum ValueFormat {
    /** Values that say what wrote them, with a checksum: any serializer and compressor on the class path can read them. */
    ENVELOPE,
    /**
     * The bare bytes of serializer and compressor, as django-redis-cache writes them: readable only as configured.
     *
     * <p>Whole numbers are plain decimal digits, whatever the serializer and compressor, wherever the type of the values
     * can hold one: in a cache of {@code Object} or {@code Number} too, where they come back as the first of
     * {@code Integer}, {@code Long} and {@code BigInteger} that holds them. In a cache of {@code Double}, {@code Float},
     * {@code BigDecimal} or an {@code Optional} of a number such digits are read. Where the type holds no number they
     * mean what the serializer says; {@code json} refuses to take them for text.
     */
    PLAIN
}
