package dev.larder;

/** How values are written; each cache reads both. */
public enum ValueFormat {
    /** Values that say what wrote them, with a checksum: any serializer and compressor on the class path can read them. */
    ENVELOPE,
    /** The bare bytes of serializer and compressor, as django-redis-cache writes them: readable only as configured. */
    PLAIN
}
