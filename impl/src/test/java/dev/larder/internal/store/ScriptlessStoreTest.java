package dev.larder.internal.store;

import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A user who may not run scripts, so that all steps that belong together are transactions. */
class ScriptlessStoreTest extends ServerHome {
    private static final RedisProcess REDIS = RedisProcess.onTcp()
            .user("app", "secret", "~*", "+@all", "-@scripting")
            .start();

    ScriptlessStoreTest() {
        super(REDIS);
    }

    @Test
    void no_script_is_run_and_refusals_are_few() {
        try (RawRedis raw = REDIS.raw()) {
            raw.command("CONFIG", "RESETSTAT");
            for (int i = 0; i < 50; i++) {
                store().acquire(key("k"), bytes("t" + i), null, Seen.ABSENT, 60_000);
            }
            String calls = raw.text("INFO", "commandstats");
            assertThat(calls).contains("cmdstat_exec:calls=1,").contains("cmdstat_watch:calls=50,");
            assertThat(calls).doesNotContainPattern("cmdstat_evalsha:calls=[1-9]");
            assertThat(calls).doesNotContain("cmdstat_eval:");
        }
    }

    @AfterAll
    static void stop() {
        REDIS.close();
    }
}
