package dev.larder.kotlin

import org.assertj.core.api.Assertions.assertThat
import org.jetbrains.kotlin.cli.common.ExitCode
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.nio.file.Path
import kotlin.io.path.createDirectories
import kotlin.io.path.writeText

/** What the compiler refuses, for a program that is wrong, with what it says; and what it accepts. */
class CompilerTest {
    @TempDir
    lateinit var folder: Path

    private val preamble = """
        import dev.larder.*
        import dev.larder.kotlin.*
        import kotlin.time.Duration
        import kotlin.time.Duration.Companion.minutes
        import kotlinx.coroutines.delay

        data class User(val name: String)

        fun find(): User = User("Ada")
        fun findOrNull(): User? = null
    """.trimIndent()

    private val right = """
        suspend fun right(users: Cache<User>) {
            users["k"] = find()
            users["k"]?.name
            "k" in users
            users -= "k"
            users.getOrSet("k") { find() }
            users.getOrSet("k", freshFor = 1.minutes, keepFor = 10.minutes) { find() }
            users.suspending().getOrSet("k") { delay(1); find() }
            cache<List<User>>("localhost") {
                keyPrefix = "users"
                defaultTtl = 5.minutes
                json()
                zstd(level = 3)
                pool { maxConnections = 50 }
                resilience { throwOnOutage() }
                onEvent { hit { key -> println(key) } }
            }
            cache<User> { sharded { shard("a", "localhost") { replica("localhost") } } }
        }
    """.trimIndent()

    private val nullValue = "Null cannot be a value of a non-null type"
    private val scope = "cannot be called in this context with an implicit receiver"

    /** By what the compiler has to say. */
    private val wrong = mapOf(
        """users["k"] = null""" to nullValue,
        """users["k"] = findOrNull()""" to "actual type is 'User?', but 'User' was expected",
        """users["k"].name""" to "Only safe (?.) or non-null asserted (!!.) calls are allowed on a nullable receiver",
        """val user: User = users["k"]""" to "Initializer type mismatch: expected 'User', actual 'User?'",
        """users[null]""" to nullValue,
        """users["k"] = "Ada"""" to "actual type is 'String', but 'User' was expected",
        """users.set("k", find(), 5)""" to "Argument type mismatch: actual type is 'Int'",
        """users.getOrSet("k") { null }""" to nullValue,
        """users.getOrSet("k") { findOrNull() }""" to "expected 'User', actual 'User?'",
        """users.getOrSet("k", freshFor = 1.minutes) { findOrNull() }""" to "expected 'User', actual 'User?'",
        """users.getOrSetMany(listOf("k"), freshFor = 1.minutes) { mapOf("k" to findOrNull()) }""" to "User?",
        """users.getOrSet("k") { delay(1); find() }""" to "Suspend function 'suspend fun delay(timeMillis: Long): Unit' can only be called from a coroutine",
        """users.suspending().get("k")""" to "Suspend function 'suspend fun get(key: String): User?' can only be called from a coroutine",
        """cache<User?>("a")""" to "None of the following candidates is applicable",
        """valueType<User?>()""" to "Type argument is not within its bounds",
        """cache<User>("a") { defaultTtl = null }""" to nullValue,
        """cache<User>("a") { defaultTtl = 300 }""" to "Assignment type mismatch: actual type is 'Int', but 'Duration' was expected",
        """cache<User> { sharded { keyPrefix = "k" } }""" to scope,
        """cache<User> { sharded { shard("a", "a") { shard("b", "b") } } }""" to scope,
        """cache<User> { sharded { shard("a", "a") { hashing = Hashing.DJANGO } } }""" to scope,
        """cache<User>("a") { pool { json() } }""" to scope,
        """cache<User>("a") { resilience { pool { } } }""" to scope,
        """cache<User>("a") { onEvent { listener(CacheListener.NONE) } }""" to scope,
        """cache<User> { sentinel("a", "b") { database = 1 } }""" to scope,
        """CacheScope(null)""" to "it is internal in",
        """fun <T : Any> any() = cache<T>("a")""" to "Cannot use 'T' as reified type parameter",
    )

    @Test
    fun `what is wrong does not compile, and what is right does`() {
        val files = wrong.keys.withIndex().associate { (i, code) ->
            "Wrong$i" to imports() + "fun wrong$i(users: Cache<User>) {\n    $code\n}"
        }
        val said = compile(mapOf("Preamble" to preamble, "Right" to imports() + right) + files)

        assertThat(wrong.entries.withIndex()).allSatisfy { (i, entry) ->
            val errors = said.filter { "/Wrong$i.kt:" in it && " error: " in it }
            assertThat(errors).`as`(entry.key).anyMatch { it.contains(entry.value, ignoreCase = true) }
        }
        assertThat(said).noneMatch { "/Right.kt:" in it || "/Preamble.kt:" in it }
    }

    private fun imports() = preamble.lines().filter { it.startsWith("import") }.joinToString("\n", postfix = "\n\n")

    /** What the compiler says of these files, line by line. */
    private fun compile(files: Map<String, String>): List<String> {
        val sources = folder.resolve("source").createDirectories()
        files.forEach { (name, text) -> sources.resolve("$name.kt").writeText(text) }
        val said = ByteArrayOutputStream()
        val code = K2JVMCompiler().exec(
            PrintStream(said, true),
            "-no-stdlib", "-no-reflect", "-jvm-target", "17",
            "-classpath", System.getProperty("java.class.path"),
            "-d", folder.resolve("classes").toString(),
            sources.toString(),
        )
        assertThat(code).`as`("%s", said).isEqualTo(ExitCode.COMPILATION_ERROR)
        return said.toString().lines()
    }
}
