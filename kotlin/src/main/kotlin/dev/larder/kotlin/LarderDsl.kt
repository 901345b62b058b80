package dev.larder.kotlin

/** Marks the blocks that describe a cache, so that an inner one cannot use what belongs to an outer one by accident. */
@DslMarker
@Target(AnnotationTarget.CLASS)
public annotation class LarderDsl
