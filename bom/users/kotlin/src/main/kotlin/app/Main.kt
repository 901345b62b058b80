package app

import dev.larder.Cache
import dev.larder.CacheBuilder
import dev.larder.serializer.json.JsonSerializer
import tools.jackson.module.kotlin.jacksonMapperBuilder

data class User(val name: String, val about: String)

/** Stores a value, and reads it back by a cache that did not write it. */
object Main {
    @JvmStatic
    fun main(redis: Array<String>) {
        val ada = User("Ada", "likes engines ".repeat(500))
        users(redis[0]).use { it["ada"] = ada }
        users(redis[0]).use {
            println("same ${it["ada"] == ada}")
            println("written by ${it.explain("ada").serializer()}")
            println("compressed by ${it.explain("ada").compressor()}")
        }
        println("a module ${Main::class.java.module.isNamed}")
    }

    private fun users(redis: String): Cache<User> =
        CacheBuilder.connectTo(redis)
            .keyPrefix("kotlin")
            // to a module, Jackson's module for Kotlin must be given: its descriptor does not offer it to be found
            .serializer(JsonSerializer.using(jacksonMapperBuilder().build()))
            .compressor("zlib")
            .build(User::class.java)
}
