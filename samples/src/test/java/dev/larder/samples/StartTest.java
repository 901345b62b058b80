package dev.larder.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.samples.start.Main;
import dev.larder.testkit.RedisProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

/** The first programs of a reader, in Java and in Kotlin, run twice each. */
class StartTest {
    @Test
    void a_first_program_in_java_loads_once() throws ReflectiveOperationException {
        assertLoadsOnce(Main.class, "User[name=Ada, email=ada@example.org]");
    }

    @Test
    void a_first_program_in_kotlin_loads_once() throws ReflectiveOperationException {
        // the Kotlin of the tests is compiled after their Java
        assertLoadsOnce(Class.forName("dev.larder.samples.start.MainKt"), "User(name=Ada, email=ada@example.org)");
    }

    private static void assertLoadsOnce(Class<?> program, String user) throws ReflectiveOperationException {
        Method main = program.getMethod("main", String[].class);
        try (RedisProcess server = RedisProcess.start()) {
            assertThat(printedBy(main, server.uri())).containsExactly("loading", user);
            assertThat(printedBy(main, server.uri())).containsExactly(user);
        }
    }

    private static String[] printedBy(Method main, String redis) throws ReflectiveOperationException {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            main.invoke(null, (Object) new String[] {redis});
        } finally {
            System.setOut(before);
        }
        return printed.toString(UTF_8).split("\\R");
    }
}
