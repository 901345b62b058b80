package dev.larder.serializer.msgpack;

/** The first bytes of MessagePack's values, and the limits of ours. */
final class Format {
    /** How deep values may be nested, on writing as on reading. */
    static final int NESTED = 500;

    /** How many characters a number may have that is written as text. */
    static final int DIGITS = 1000;

    /** How many bytes a value may have. */
    static final int LONGEST = 512 << 20;

    // each holds a small count, length or number in its low bits
    static final int FIXMAP = 0x80;
    static final int FIXARRAY = 0x90;
    static final int FIXSTR = 0xa0;
    static final int NEGATIVE_FIXINT = 0xe0;

    static final int NIL = 0xc0;
    static final int FALSE = 0xc2;
    static final int TRUE = 0xc3;
    static final int BIN_8 = 0xc4;
    static final int BIN_16 = 0xc5;
    static final int BIN_32 = 0xc6;
    static final int FLOAT_32 = 0xca;
    static final int FLOAT_64 = 0xcb;
    static final int UINT_8 = 0xcc;
    static final int UINT_16 = 0xcd;
    static final int UINT_32 = 0xce;
    static final int UINT_64 = 0xcf;
    static final int INT_8 = 0xd0;
    static final int INT_16 = 0xd1;
    static final int INT_32 = 0xd2;
    static final int INT_64 = 0xd3;
    static final int STR_8 = 0xd9;
    static final int STR_16 = 0xda;
    static final int STR_32 = 0xdb;
    static final int ARRAY_16 = 0xdc;
    static final int ARRAY_32 = 0xdd;
    static final int MAP_16 = 0xde;
    static final int MAP_32 = 0xdf;

    private Format() {}
}
