package dev.larder.program

import dev.larder.Topology
import dev.larder.kotlin.CacheScope
import dev.larder.kotlin.cache

/** A program of somebody else, in a package of its own as any is. */
object Program {
    @JvmStatic
    fun keep(): String? = cache<String>(Topology.inMemory()) {
        json()
        zlib(level = 9)
        compressFromBytes = 0
        onEvent { hit { } }
    }.use {
        it["k"] = "v".repeat(100)
        it.explain("k").compressor()
    }

    @JvmStatic
    fun byName() = cache<String>(Topology.inMemory()) {
        json()
        zstd()
    }.close()

    @JvmStatic
    fun byLevel() = cache<String>(Topology.inMemory()) {
        json()
        zstd(level = 3)
    }.close()

    @JvmStatic
    fun main(arguments: Array<String>) {
        println("kept by " + keep())
        byLevel()
        println(CacheScope::class.java.module)
    }
}
