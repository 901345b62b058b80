package dev.larder.testkit;

import java.util.List;

/** Text that is easily taken for something else. */
final class SampleText {
    static final List<String> ALL = List.of(
            "",
            " ",
            "a",
            "42",
            "-1",
            "+1",
            "007",
            "1_000",
            "1.1",
            "1e3",
            "0x1F",
            "99999999999999999999",
            "true",
            "null",
            "~",
            "no",
            "NaN",
            "\"quoted\"",
            "'",
            "{}",
            "[1, 2]",
            "- a\n- b",
            "a: b # c",
            "<a&b>",
            "line\nbreak\r\n\ttab",
            "back\\slash",
            "\u0000nul\u0000",
            "\u007f\u0085\u00a0\u2028\u2029\ufeff",
            "\u00c1\u00c1",
            "\u00e4\u00f6\u00fc\u00df",
            "\u4e2d\u6587 \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
            "\ud83d\ude00\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "e\u0301 is not \u00e9");

    private SampleText() {}
}
