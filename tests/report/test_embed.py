"""What a page carries: read back as it was, and harmless whatever it says."""

from __future__ import annotations

import json
import string

from sim.report import embed
from tests.report.unpack import unpacked


def test_a_value_comes_back_and_cannot_end_its_element():
    value = {"text": "</script><!--<script> é \u2028 &amp;", "numbers": [1.5, -2, 1e-9], "none": None}
    for padded in (value, [value, "x"], [value, "xy"], [value, "xyz"]):  # all lengths of the last digits
        packed = embed.packed(padded)
        assert set(packed) <= set(embed.DIGITS)
        assert json.loads(unpacked(packed)) == padded


def test_the_digits_mean_nothing_to_a_page_and_its_script_lists_the_same():
    assert len(set(embed.DIGITS)) == 85
    assert set(embed.DIGITS) <= set(string.printable) - set(string.whitespace) - set("<>&'\"\\`")
    assert f'const digits = "{embed.DIGITS}"' in embed.script()
