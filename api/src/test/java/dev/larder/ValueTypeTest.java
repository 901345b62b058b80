package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValueTypeTest {
    @SuppressWarnings("ClassCanBeStatic") // the outer type argument is the point
    static class Outer<T> {
        class Inner {}
    }

    @Test
    void captures_type_arguments() {
        ValueType<Map<String, List<int[]>>> type = new ValueType<>() {};
        assertThat(type).hasToString("java.util.Map<java.lang.String, java.util.List<int[]>>");
        assertThat(type.rawType()).isEqualTo(Map.class);
        assertThat(type.type().getTypeName()).isEqualTo(type.toString());
    }

    @Test
    void knows_the_class_of_arrays() {
        assertThat(new ValueType<List<String>[]>() {}.rawType()).isEqualTo(List[].class);
        assertThat(new ValueType<List<String>[][]>() {}.rawType()).isEqualTo(List[][].class);
        assertThat(new ValueType<String[]>() {}.rawType()).isEqualTo(String[].class);
        assertThat(ValueType.of(int[].class).rawType()).isEqualTo(int[].class);
    }

    @Test
    void takes_a_primitive_for_its_wrapper() {
        assertThat(ValueType.of(int.class)).isEqualTo(ValueType.of(Integer.class));
        assertThat(ValueType.of(boolean.class).rawType()).isEqualTo(Boolean.class);
        assertThat(ValueType.of(char.class).rawType()).isEqualTo(Character.class);
        assertThat(ValueType.of(byte.class).rawType()).isEqualTo(Byte.class);
        assertThat(ValueType.of(short.class).rawType()).isEqualTo(Short.class);
        assertThat(ValueType.of(long.class).rawType()).isEqualTo(Long.class);
        assertThat(ValueType.of(float.class).rawType()).isEqualTo(Float.class);
        assertThat(ValueType.of(double.class).rawType()).isEqualTo(Double.class);
    }

    @Test
    void equals_another_of_the_same_type_however_it_was_made() {
        assertThat(new ValueType<List<String>>() {})
                .isEqualTo(new ValueType<List<String>>() {})
                .hasSameHashCodeAs(new ValueType<List<String>>() {})
                .isNotEqualTo(new ValueType<List<Integer>>() {})
                .isNotEqualTo(ValueType.of(List.class));
        assertThat(new ValueType<String>() {}).isEqualTo(ValueType.of(String.class));
    }

    @Test
    void keeps_bounds_of_wildcards() {
        assertThat(new ValueType<List<? extends Number>>() {})
                .hasToString("java.util.List<? extends java.lang.Number>");
    }

    @Test
    void refuses_void() {
        for (Class<?> none : List.of(void.class, Void.class)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ValueType.of(none))
                    .withMessage("a cache needs values but was given " + none.getName());
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new ValueType<Void>() {});
    }

    @Test
    void refuses_a_type_variable_wherever_it_hides() {
        assertThatIllegalArgumentException()
                .isThrownBy(ValueTypeTest::<String>variable)
                .withMessage("the value type V has the type variable V, which is erased at run time; "
                        + "name a concrete type");
        assertThatIllegalArgumentException().isThrownBy(ValueTypeTest::<String>argument);
        assertThatIllegalArgumentException().isThrownBy(ValueTypeTest::<String>bound);
        assertThatIllegalArgumentException().isThrownBy(ValueTypeTest::<String>array);
        assertThatIllegalArgumentException().isThrownBy(ValueTypeTest::<String>owner);
    }

    private static <V> void variable() {
        new ValueType<V>() {};
    }

    private static <V> void argument() {
        new ValueType<Map<String, List<V>>>() {};
    }

    private static <V> void bound() {
        new ValueType<List<? super V>>() {};
    }

    private static <V> void array() {
        new ValueType<V[]>() {};
    }

    private static <V> void owner() {
        new ValueType<Outer<V>.Inner>() {};
    }

    @Test
    @SuppressWarnings("rawtypes")
    void refuses_to_be_made_without_a_type() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ValueType() {})
                .withMessage("no value type named; write new ValueType<List<User>>() {} as a direct subclass");
    }
}
