package dev.larder.kotlin

import dev.larder.program.Program
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import java.io.File
import java.lang.reflect.InvocationTargetException
import java.net.URLClassLoader
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** Programs that have not all that this module could use, and those that are on the module path. */
class OtherClassPathsTest {
    private val entries = System.getProperty("java.class.path").split(File.pathSeparator)

    private fun without(vararg parts: String, body: (Class<*>) -> Unit) {
        val kept = entries.filter { entry -> parts.none { it in entry } }
        assertThat(kept).hasSizeLessThan(entries.size)
        val context = Thread.currentThread().contextClassLoader
        URLClassLoader(
            kept.map { File(it).toURI().toURL() }.toTypedArray(),
            ClassLoader.getPlatformClassLoader(),
        ).use { loader ->
            Thread.currentThread().contextClassLoader = loader
            try {
                body(loader.loadClass(Program::class.java.name))
            } finally {
                Thread.currentThread().contextClassLoader = context
            }
        }
    }

    private fun call(program: Class<*>, name: String): Any? = try {
        program.getMethod(name).invoke(null)
    } catch (failed: InvocationTargetException) {
        throw failed.targetException
    }

    @Test
    fun `without coroutines caches work`() = without("kotlinx-coroutines") { program ->
        assertThatThrownBy { program.classLoader.loadClass("kotlinx.coroutines.Dispatchers") }
            .isInstanceOf(ClassNotFoundException::class.java)
        assertThat(call(program, "keep")).isEqualTo("zlib")
    }

    @Test
    fun `without a compressor the others work, and the error names what to add`() {
        without("compressors/zstd", "compressor-zstd", "zstd-jni") { program ->
            assertThat(call(program, "keep")).isEqualTo("zlib")
            assertThatThrownBy { call(program, "byName") }
                .isInstanceOf(IllegalStateException::class.java)
                .hasMessageContaining("no Compressor named 'zstd'; found: bzip2, lz4, xz, zlib; add larder-compressor-zstd")
            assertThatThrownBy { call(program, "byLevel") }
                .isInstanceOf(IllegalStateException::class.java)
                .hasMessage(
                    "a level of zstd needs larder-compressor-zstd on the class path but" +
                        " dev/larder/compressor/zstd/ZstdCompressor is not there; add dev.larder:larder-compressor-zstd",
                )
        }
    }

    @Test
    fun `on the module path levels are found, and coroutines are not needed`() {
        val tests = entries.filter { it.endsWith("test-classes") || it.endsWith("test") }
        val modules = entries.filter { entry ->
            entry !in tests && FOR_TESTS.none { it in entry } && "kotlinx-coroutines" !in entry
        }
        val said = File.createTempFile("larder", ".txt")
        try {
            val java = ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-p", modules.joinToString(File.pathSeparator),
                "--add-modules", "dev.larder.kotlin",
                "-cp", tests.joinToString(File.pathSeparator),
                Program::class.java.name,
            ).redirectErrorStream(true).redirectOutput(said).start()
            try {
                assertThat(java.waitFor(1, TimeUnit.MINUTES)).isTrue()
            } finally {
                java.destroyForcibly()
            }
            assertThat(said.readText()).contains("kept by zlib", "module dev.larder.kotlin")
            assertThat(java.exitValue()).isZero()
        } finally {
            said.delete()
        }
    }

    private companion object {
        /** What programs do not have. */
        val FOR_TESTS = listOf(
            "testkit", "junit", "assertj", "byte-buddy", "opentest4j", "apiguardian", "embedded-redis", "slf4j-nop",
            "kotlin-compiler", "kotlin-build-tools", "kotlin-script", "kotlin-daemon", "kotlin-reflect", "jackson-module-kotlin",
            "surefire", "jacoco",
        )
    }
}
