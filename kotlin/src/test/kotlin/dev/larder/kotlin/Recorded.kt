package dev.larder.kotlin

import dev.larder.Cache
import dev.larder.CacheProvider
import dev.larder.CacheSettings
import dev.larder.ConnectionSettings
import dev.larder.Connections
import dev.larder.ValueType
import java.util.ServiceLoader

/** The provider on the class path, and what it was asked for. */
class Recorded : CacheProvider {
    lateinit var connection: ConnectionSettings
    lateinit var settings: CacheSettings
    lateinit var type: ValueType<*>

    override fun connect(settings: ConnectionSettings): Connections {
        connection = settings
        val real = ServiceLoader.load(CacheProvider::class.java).first().connect(settings)
        return object : Connections {
            override fun <V : Any> cache(settings: CacheSettings, type: ValueType<V>): Cache<V> {
                this@Recorded.settings = settings
                this@Recorded.type = type
                return real.cache(settings, type)
            }
        }
    }
}
