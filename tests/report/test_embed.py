"""What a page carries: read back as it was, and harmless whatever it says."""

from __future__ import annotations

import base64
import json
import string

import numpy as np

from sim.report import embed
from tests.report.unpack import STANDARD, unpacked


def test_base_85_is_the_standard_librarys_in_digits_that_mean_nothing_to_a_page():
    rng = np.random.default_rng(1)
    for length in (0, 1, 2, 3, 4, 5, 1023):
        content = rng.bytes(length)
        wanted = base64.b85encode(content).decode().translate(str.maketrans(STANDARD, embed.DIGITS))
        assert embed.base85(content) == wanted
    assert embed.base85(b"\xff" * 7) == base64.b85encode(b"\xff" * 7).decode().translate(
        str.maketrans(STANDARD, embed.DIGITS)
    )
    assert len(set(embed.DIGITS)) == 85
    assert set(embed.DIGITS) <= set(string.printable) - set(string.whitespace) - set("<>&'\"\\`")


def test_a_value_comes_back_and_cannot_end_its_element():
    value = {"text": "</script><!--<script> é \u2028 &amp;", "numbers": [1.5, -2, 1e-9], "none": None}
    packed = embed.packed(value)
    assert "<" not in packed
    assert json.loads(unpacked(packed)) == value


def test_the_page_script_lists_the_same_digits():
    assert f'const digits = "{embed.DIGITS}"' in embed.script()
