"""Long sequences in blocks, against plain lists."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.topology.edits.blocks import Block, Blocks


@st.composite
def patches(draw):
    count = draw(st.sampled_from([0, 1, 5, 255, 256, 257, 700]))
    dropped = sorted(draw(st.sets(st.integers(0, max(count - 1, 0)), max_size=min(count, 6))))
    more = draw(st.sampled_from([0, 1, 3, 300]))
    left = count - len(dropped)
    placed = sorted(
        draw(st.sets(st.integers(0, left + more - 1), min_size=more, max_size=more)) if more else []
    )
    return count, dropped, placed


@settings(deadline=None)
@given(patches())
def test_a_patch_does_what_it_does_to_a_list(patch):
    count, dropped, placed = patch
    plain = [k for k in range(count) if k not in dropped]
    for position in placed:
        plain.insert(position, -position)
    items = [-position for position in placed]
    patched = Blocks.of(range(count), Block).patched(dropped, placed, items, Block)
    assert list(patched) == plain
    assert len(patched) == len(plain)
    assert [patched[k] for k in range(len(plain))] == plain


def test_blocks_without_a_change_are_shared():
    before = Blocks.of(range(2_000), Block)
    after = before.patched([700], [700], [-1], Block)
    assert sum(a is not b for a, b in zip(before.blocks, after.blocks, strict=True)) == 1


def test_the_sequence_before_stays():
    before = Blocks.of(range(600), Block)
    before.patched([0, 300], [2], [-1], Block)
    assert list(before) == list(range(600))
