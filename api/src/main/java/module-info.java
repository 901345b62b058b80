/** The API of Larder, a Redis cache for the JVM. */
module dev.larder.api {
    requires static transitive org.jspecify;

    exports dev.larder;
    exports dev.larder.spi;

    uses dev.larder.CacheProvider;
    uses dev.larder.spi.Serializer;
    uses dev.larder.spi.Compressor;
}
