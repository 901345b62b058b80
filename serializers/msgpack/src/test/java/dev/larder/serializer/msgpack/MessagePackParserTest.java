package dev.larder.serializer.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.json.JsonMapper;

/** What the deserializers of users see. */
class MessagePackParserTest {
    @Test
    void tokens_have_the_names_and_paths_that_they_have_in_json() {
        JsonParser json = JsonMapper.shared().createParser("{\"a\":[1,{\"b\":2}],\"c\":null}");
        assertThat(walk(parser("82a1619201" + "81a16202" + "a163c0"))).isEqualTo(walk(json));
    }

    private static List<String> walk(JsonParser in) {
        List<String> seen = new ArrayList<>();
        for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
            seen.add(token + " " + in.currentName() + " "
                    + in.streamReadContext().pathAsPointer());
        }
        return seen;
    }

    @Test
    void everything_that_has_a_text_says_it() {
        MessagePackParser in = parser("96" + "a161" + "05" + "cb3ff8000000000000" + "c3" + "c0" + "cfffffffffffffffff");
        assertThat(in.getString()).isNull();
        assertThat(in.getStringLength()).isZero();
        assertThat(in.getStringCharacters()).isEmpty();
        in.nextToken();
        for (String text : new String[] {"a", "5", "1.5", "true", "null", "18446744073709551615"}) {
            in.nextToken();
            assertThat(in.getString()).isEqualTo(text);
            assertThat(in.getStringCharacters()).isEqualTo(text.toCharArray());
            assertThat(in.getStringLength()).isEqualTo(text.length());
        }
    }

    @Test
    void a_number_is_given_as_others_where_it_fits() {
        MessagePackParser in = parser("93" + "cb41dfffffffc00000" + "cb7fefffffffffffff" + "cfffffffffffffffff");
        in.nextToken();
        in.nextToken();
        assertThat(in.getNumberType()).isEqualTo(NumberType.DOUBLE);
        assertThat(in.getIntValue()).isEqualTo(Integer.MAX_VALUE);
        assertThat(in.getLongValue()).isEqualTo(Integer.MAX_VALUE);
        in.nextToken();
        assertThatExceptionOfType(JacksonException.class).isThrownBy(in::getIntValue);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(in::getLongValue);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(in::getFloatValue);
        assertThat(in.getBigIntegerValue()).isEqualTo(new BigDecimal(Double.MAX_VALUE + "").toBigInteger());
        in.nextToken();
        assertThat(in.getNumberType()).isEqualTo(NumberType.BIG_INTEGER);
        assertThat(in.getNumberValue()).isEqualTo(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
        assertThatExceptionOfType(JacksonException.class).isThrownBy(in::getLongValue);
        in.nextToken();
        assertThat(in.getNumberType()).isNull();
    }

    @Test
    void what_is_no_number_is_not_given_as_the_one_before() {
        MessagePackParser in = parser("93" + "05" + "a161" + "c402ff00");
        in.nextToken();
        in.nextToken();
        assertThatExceptionOfType(JacksonException.class).isThrownBy(in::getBinaryValue);
        in.nextToken();
        assertThatExceptionOfType(JacksonException.class).isThrownBy(in::getIntValue);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(in::getDoubleValue);
        assertThat(in.getEmbeddedObject()).isNull();
        in.nextToken();
        assertThatExceptionOfType(JacksonException.class).isThrownBy(in::getNumberValue);
        assertThat(in.getEmbeddedObject()).isEqualTo(new byte[] {-1, 0});
        assertThat(in.currentTokenLocation().getByteOffset()).isEqualTo(4);
        assertThat(in.currentLocation().getByteOffset()).isEqualTo(8);
    }

    private static MessagePackParser parser(String hex) {
        return new MessagePackParser(ObjectReadContext.empty(), HexFormat.of().parseHex(hex));
    }
}
