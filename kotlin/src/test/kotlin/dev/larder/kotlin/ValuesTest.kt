package dev.larder.kotlin

import com.fasterxml.jackson.annotation.JsonTypeInfo
import dev.larder.Topology
import dev.larder.ValueType
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.io.Serializable

/** Data, value and sealed classes, and types with type parameters, by Jackson's Kotlin module on the class path. */
class ValuesTest {
    @JvmInline
    value class Email(val address: String)

    @JvmInline
    value class Cents(val amount: Long)

    data class User(val name: String, val email: Email, val nick: String? = null, val spent: Cents = Cents(0))

    data class Page<T>(val items: List<T>, val next: String? = null)

    // the type is told by the bytes: without the annotation a reader could not know which one was written
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
    sealed interface Payment {
        data class Card(val last4: String) : Payment

        data class Transfer(val iban: String, val days: Int = 1) : Payment

        data object Cash : Payment
    }

    data class Order(val id: Long, val payment: Payment)

    private val ada = User("Ada", Email("ada@example.org"))

    private inline fun <reified V : Any> roundTrip(serializer: String, value: V): V? =
        cache<V>(Topology.inMemory()) { serializer(serializer) }.use {
            it["k"] = value
            assertThat(it.explain("k").unreadable()).isNull()
            it["k"]
        }

    @ParameterizedTest
    @ValueSource(strings = ["json", "yaml", "msgpack"])
    fun `data classes with value classes in them`(serializer: String) {
        assertThat(roundTrip(serializer, ada)).isEqualTo(ada)
        val full = User("Grace", Email("grace@example.org"), "amazing", Cents(Long.MAX_VALUE))
        assertThat(roundTrip(serializer, full)).isEqualTo(full)
    }

    @ParameterizedTest
    @ValueSource(strings = ["json", "yaml", "msgpack"])
    fun `value classes alone`(serializer: String) {
        assertThat(roundTrip(serializer, Email("ada@example.org"))).isEqualTo(Email("ada@example.org"))
        assertThat(roundTrip(serializer, listOf(Email("a"), Email("b")))).isEqualTo(listOf(Email("a"), Email("b")))
    }

    @ParameterizedTest
    @ValueSource(strings = ["json", "yaml", "msgpack"])
    fun `sealed classes, alone and in others`(serializer: String) {
        for (payment in listOf(Payment.Card("4242"), Payment.Transfer("DE02", 3), Payment.Cash)) {
            assertThat(roundTrip<Payment>(serializer, payment)).isEqualTo(payment)
            assertThat(roundTrip(serializer, Order(1, payment))).isEqualTo(Order(1, payment))
            assertThat(roundTrip<List<Payment>>(serializer, listOf(payment))).isEqualTo(listOf(payment))
        }
    }

    @ParameterizedTest
    @ValueSource(strings = ["json", "yaml", "msgpack"])
    fun `types with type parameters`(serializer: String) {
        assertThat(roundTrip(serializer, listOf(ada))).isEqualTo(listOf(ada))
        assertThat(roundTrip<List<User?>>(serializer, listOf(ada, null))).isEqualTo(listOf(ada, null))
        assertThat(roundTrip(serializer, mapOf("a" to listOf(ada)))).isEqualTo(mapOf("a" to listOf(ada)))
        assertThat(roundTrip(serializer, Page(listOf(ada), "2"))).isEqualTo(Page(listOf(ada), "2"))
        assertThat(roundTrip<Set<Int>>(serializer, setOf(1, 2))).isEqualTo(setOf(1, 2))
    }

    @Test
    fun `serialization of the JDK reads types with type parameters too`() {
        assertThat(roundTrip("java", arrayListOf("a"))).isEqualTo(listOf("a"))
        assertThat(roundTrip<List<Stored>>("java", listOf(Stored("a")))).isEqualTo(listOf(Stored("a")))
    }

    data class Stored(val id: String) : Serializable

    @Test
    fun `value types are those of Java`() {
        assertThat(valueType<User>().type()).isEqualTo(User::class.java)
        assertThat(valueType<Int>().type()).isEqualTo(Int::class.javaObjectType)
        assertThat(valueType<ByteArray>().type()).isEqualTo(ByteArray::class.java)
        assertThat(valueType<Email>().type()).isEqualTo(Email::class.java)
        assertThat(valueType<MutableList<Int>>()).isEqualTo(object : ValueType<MutableList<Int>>() {})
        // a List of Kotlin gives, and does not take: so its items may be of subtypes
        assertThat(valueType<List<Int>>()).hasToString("java.util.List<? extends java.lang.Integer>")
        assertThat(valueType<Map<String, List<User>>>().rawType()).isEqualTo(Map::class.java)
    }

    private class Unknown<T> {
        fun type() = valueType<List<T>>()
    }

    @Test
    fun `a type that is not known is refused`() {
        assertThatThrownBy { Unknown<User>().type() }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageContaining("has the type variable T, which is erased at run time; name a concrete type")
    }
}
