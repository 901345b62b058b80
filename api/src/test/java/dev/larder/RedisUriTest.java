package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUriTest {
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
                    h,                                ADDRESS, h,            6379,  -,     -,       -
                    h:1,                              ADDRESS, h,            1,     -,     -,       -
                    Cache-1.Example.COM:65535,        ADDRESS, cache-1.example.com, 65535, -, -,    -
                    127.0.0.1:6380,                   ADDRESS, 127.0.0.1,    6380,  -,     -,       -
                    [::1],                            ADDRESS, ::1,          6379,  -,     -,       -
                    [FE80::1]:7000,                   ADDRESS, fe80::1,      7000,  -,     -,       -
                    redis://h,                        REDIS,   h,            6379,  -,     -,       -
                    redis://h/,                       REDIS,   h,            6379,  -,     -,       -
                    REDIS://H:7/3,                    REDIS,   h,            7,     -,     -,       3
                    redis://h?db=3,                   REDIS,   h,            6379,  -,     -,       3
                    redis://:pw@h,                    REDIS,   h,            6379,  -,     pw,      -
                    redis://user@h,                   REDIS,   h,            6379,  user,  -,       -
                    redis://user:pw@h:7/0,            REDIS,   h,            7,     user,  pw,      0
                    redis://user:p:w@h,               REDIS,   h,            6379,  user,  p:w,     -
                    redis://user:p@w@h,               REDIS,   h,            6379,  user,  p@w,     -
                    redis://u%3Aser:p%40%2F%25%20w@h, REDIS,   h,            6379,  u:ser, p@/% w,  -
                    redis://:%C3%BC+@h,               REDIS,   h,            6379,  -,     ü+,      -
                    redis://user:pw@[::1]:7/2,        REDIS,   ::1,          7,     user,  pw,      2
                    rediss://h,                       REDISS,  h,            6379,  -,     -,       -
                    rediss://user:pw@h:6390/15,       REDISS,  h,            6390,  user,  pw,      15
                    unix:///run/redis.sock,           UNIX,    /run/redis.sock, 0,  -,     -,       -
                    unix:///run/r.sock?db=2,          UNIX,    /run/r.sock,  0,     -,     -,       2
                    unix://:pw@/run/r.sock?db=2,      UNIX,    /run/r.sock,  0,     -,     pw,      2
                    unix://user:pw@/run/r.sock,       UNIX,    /run/r.sock,  0,     user,  pw,      -
                    unix:///run/a%20b.sock,           UNIX,    /run/a b.sock, 0,    -,     -,       -
                    /run/redis.sock,                  PATH,    /run/redis.sock, 0,  -,     -,       -
                    """)
    void reads_every_form(
            String text,
            RedisUri.Scheme scheme,
            String host,
            int port,
            String user,
            String password,
            Integer database) {
        RedisUri uri = RedisUri.parse(text);
        assertThat(uri.scheme()).isEqualTo(scheme);
        assertThat(uri.host()).isEqualTo(host);
        assertThat(uri.port()).isEqualTo(port);
        assertThat(uri.user()).isEqualTo(user);
        assertThat(uri.password()).isEqualTo(password);
        assertThat(uri.database()).isEqualTo(database == null ? OptionalInt.empty() : OptionalInt.of(database));
        assertThat(uri.isSocket()).isEqualTo(port == 0);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    Cache-1.Example.COM,           Cache-1.Example.COM
                    H:06379,                       H:06379
                    [FE80::1]:7000,                [FE80::1]:7000
                    REDIS://user:pw@H:7/3,         H:7
                    rediss://H?db=2,               H
                    unix://:p@w@/Run/a%20b.sock?db=2, /Run/a%20b.sock
                    /Run/redis.sock,               /Run/redis.sock
                    """)
    void keeps_the_address_as_it_was_written_without_login_and_database(String text, String address) {
        assertThat(RedisUri.parse(text).address()).isEqualTo(address);
    }

    @Test
    void equals_another_spelling_of_the_same_server() {
        assertThat(RedisUri.parse("H:06379")).isEqualTo(RedisUri.parse("h")).hasSameHashCodeAs(RedisUri.parse("h"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                    | it is empty
                    ' '                   | it is empty
                    redis//x              | it has no scheme
                    h/1                   | it has no scheme
                    user:pw@h             | it has no scheme
                    http://h              | its scheme is none of redis, rediss and unix
                    ://h                  | its scheme is none of
                    h:99999               | the port must be from 1 to 65535
                    h:0                   | the port must be from 1 to 65535
                    h:-1                  | the port must be from 1 to 65535
                    h:                    | the port must be from 1 to 65535
                    h:x                   | the port must be from 1 to 65535
                    h:000006379           | the port must be from 1 to 65535
                    redis://              | it has no host
                    redis:///1            | it has no host
                    redis://:7            | it has no host
                    redis://:pw@          | it has no host
                    redis://h/1/2         | the database must be a number from 0 on
                    redis://h/x           | the database must be a number from 0 on
                    redis://h/-1          | the database must be a number from 0 on
                    redis://h/+1          | the database must be a number from 0 on
                    redis://h/\u0663      | the database must be a number from 0 on
                    redis://h/99999999999 | the database must be a number of at most 2147483647
                    redis://h?db=         | the database must be a number from 0 on
                    redis://h/1?db=1      | names the database twice
                    redis://h?db=1&db=2   | names the database twice
                    redis://h?            | its parameter '' is unknown
                    redis://h?timeout=5   | its parameter 'timeout' is unknown; only db is
                    redis://h?DB=5        | its parameter 'DB' is unknown
                    redis://:p%zz@h       | a '%' in it is not followed by two hex digits
                    redis://:p%4@h        | a '%' in it is not followed by two hex digits
                    redis://h#1           | its host has a character that no host has
                    ::1                   | several colons; write an IPv6 address in brackets
                    redis://::1:6379      | several colons
                    [h]:1                 | brackets must hold a whole IPv6 address
                    [::1                  | several colons
                    ::1]:7                | brackets must hold a whole IPv6 address
                    [::1]x:7              | brackets must hold a whole IPv6 address
                    unix://run/r.sock     | a socket needs an absolute path
                    unix://               | a socket needs an absolute path
                    unix:///              | a socket needs an absolute path
                    unix:///s?timeout=1   | its parameter 'timeout' is unknown
                    'h:1,h:2'             | it has a space or comma; name one server a text
                    'redis://h /1'        | it has a space or comma
                    """)
    void refuses_what_has_none_of_the_forms(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisUri.parse(text))
                .withMessageContaining(why)
                .withMessageContaining("wanted host:port, redis://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:hunter2@h",
                "redis://user:hunter2@h:99999",
                "redis://user:hunter2@h/x",
                "redis://user:hun%hunter2@h",
                "redis://user:hunter2",
                "user:hunter2",
                "user:hunter2@h",
                "redis:/user:hunter2@h",
                "redis//user:hunter2@h",
                "redis://user:hunter2@@h/1/2",
                "redis://user:hunter2/x@h:x",
                "redis://user:hunter2 x@h",
                "redis://h?password=hunter2",
                "unix://:hunter2@run/r.sock"
            })
    void shows_no_password_when_it_refuses(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisUri.parse(text))
                .withMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    redis://user:hunter2@h:7/2,   redis://***@h:7/2
                    redis://user@h,               redis://***@h:6379
                    rediss://:hunter2@[::1],      rediss://***@[::1]:6379
                    unix://:hunter2@/r.sock?db=1, unix://***@/r.sock?db=1
                    h,                            h:6379
                    /r.sock,                      /r.sock
                    """)
    void shows_the_address_but_no_login(String text, String shown) {
        assertThat(RedisUri.parse(text)).hasToString(shown);
    }

    @Test
    void is_called_the_same_however_it_is_spelled() {
        for (String spelled : new String[] {
            "h", "H:6379", "redis://h", "redis://h:6379", "redis://h/", "REDISS://:pw@H:06379", "redis://user:pw@h"
        }) {
            assertThat(RedisUri.parse(spelled).name()).isEqualTo("h:6379");
        }
        assertThat(RedisUri.parse("redis://h/2").name())
                .isEqualTo(RedisUri.parse("redis://:x@h?db=2").name())
                .isEqualTo("h:6379/2");
        assertThat(RedisUri.parse("/r.sock").name())
                .isEqualTo(RedisUri.parse("unix://:pw@/r.sock").name())
                .isEqualTo("/r.sock");
        assertThat(RedisUri.parse("unix:///r.sock?db=3").name()).isEqualTo("/r.sock?db=3");
        assertThat(RedisUri.parse("[FE80::1]").name()).isEqualTo("[fe80::1]:6379");
    }

    @Test
    void equals_another_that_says_the_same() {
        assertThat(RedisUri.parse("redis://u:p@H/1"))
                .isEqualTo(RedisUri.parse("redis://u:p@h:6379?db=1"))
                .hasSameHashCodeAs(RedisUri.parse("redis://u:p@h:6379?db=1"))
                .isNotEqualTo(RedisUri.parse("redis://u:q@h/1"))
                .isNotEqualTo(RedisUri.parse("rediss://u:p@h/1"));
    }
}
