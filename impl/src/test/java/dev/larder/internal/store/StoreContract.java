package dev.larder.internal.store;

import org.junit.jupiter.api.Timeout;

/**
 * What every store does, wherever its bytes live: the promises of {@link Store}, one by one. A home extends it and gives an
 * empty store.
 */
@Timeout(60)
abstract class StoreContract
        implements Reading, Writing, Comparing, Counting, Leasing, LeasingMany, Committing, Closing {}
