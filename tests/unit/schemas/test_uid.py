"""The company-wide ticket id: what is let in, and that every slip of the pen is refused (docs/domain.md §3)."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest

from schemas.errors import InvalidUid
from schemas.uid import CRC, Checksum, Uid, crc12, format_uid, parse_uid

VECTOR = "SRV-20260126-00872-A9F"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-abcdefghijklmnopqrstuvwxyz"
KEYED = Checksum(b"the site's own key")


def random_uids(count: int, checksum: Checksum = CRC) -> list[str]:
    chance = random.Random(20260126)
    letters, more = ALPHABET[:26], ALPHABET[:36]
    found = []
    for _ in range(count):
        domain = chance.choice(letters) + "".join(chance.choices(more, k=chance.randint(1, 7)))
        day = date(2020, 1, 1) + timedelta(days=chance.randrange(3650))
        found.append(format_uid(domain, day, chance.randint(1, 10 ** chance.randint(1, 7)), checksum).text)
    return found


def is_refused(text: str, checksum: Checksum = CRC) -> bool:
    try:
        parse_uid(text, checksum)
    except InvalidUid:
        return True
    return False


def wrong_characters(text: str) -> list[str]:
    """The text with every single character replaced by every other one."""
    return [
        text[:place] + other + text[place + 1 :]
        for place, right in enumerate(text)
        for other in ALPHABET
        if other != right
    ]


def swapped_neighbours(text: str) -> list[str]:
    """The text with every two unlike neighbours swapped."""
    return [
        text[:place] + right + left + text[place + 2 :]
        for place, (left, right) in enumerate(pairwise(text))
        if left != right
    ]


def test_the_check_of_the_published_example_is_a9f() -> None:
    assert f"{crc12(b'SRV-20260126-00872'):03X}" == "A9F"
    assert parse_uid(VECTOR) == Uid("SRV", date(2026, 1, 26), 872, VECTOR)
    assert str(format_uid("SRV", date(2026, 1, 26), 872)) == VECTOR


def test_the_check_is_the_crc_that_the_rules_name() -> None:
    """Bit by bit: polynomial 0x80F, initial value 0xC74, not reflected, no final exclusive-or."""
    for text in [b"", b"A", *(uid.encode() for uid in random_uids(200))]:
        register = 0xC74
        for byte in text:
            for bit in range(7, -1, -1):
                leaves = (register >> 11) ^ (byte >> bit & 1)
                register = (register << 1 & 0xFFF) ^ (0x80F if leaves else 0)
        assert crc12(text) == register


def test_every_uid_that_is_written_is_read_back() -> None:
    for text in random_uids(2_000):
        uid = parse_uid(text)
        assert format_uid(uid.domain, uid.day, uid.sequence).text == text


@pytest.mark.usefixtures("uncounted")
def test_every_swap_of_two_neighbours_in_ten_thousand_uids_is_refused() -> None:
    let_in = [wrong for text in random_uids(10_000) for wrong in swapped_neighbours(text) if not is_refused(wrong)]
    assert let_in == []


def test_every_wrong_character_in_some_uids_is_refused() -> None:
    let_in = [wrong for text in random_uids(250) for wrong in wrong_characters(text) if not is_refused(wrong)]
    assert let_in == []


@pytest.mark.slow
@pytest.mark.usefixtures("uncounted")
def test_every_wrong_character_that_only_the_check_can_find_is_refused_in_ten_thousand_uids() -> None:
    """Letters and digits among themselves; what breaks the shape is refused whatever the check."""
    let_in = [
        wrong
        for text in random_uids(10_000)
        for place, right in enumerate(text)
        for other in ("" if right == "-" else "0123456789" if right.isdigit() else ALPHABET[:26])
        if other != right and not is_refused(wrong := text[:place] + other + text[place + 1 :])
    ]
    assert let_in == []


def test_no_wrong_character_in_any_uid_leaves_the_check_as_it_was() -> None:
    """A CRC is linear: what an error does to it depends on the error and its place, not on the text around it."""
    longest = len("ABCDEFGH-20260126-") + 18
    nothing = crc12(bytes(longest))
    traces = {
        (place, error): crc12(bytes(place) + bytes([error]) + bytes(longest - place - 1)) ^ nothing
        for place in range(longest)
        for error in range(1, 256)
    }
    assert 0 not in traces.values()

    chance = random.Random(1)
    for text in random_uids(10_000):
        body = text.rpartition("-")[0].encode()
        place, error = chance.randrange(len(body)), chance.randint(1, 127)
        wrong = body[:place] + bytes([body[place] ^ error]) + body[place + 1 :]
        assert crc12(wrong) ^ crc12(body) == traces[place + longest - len(body), error] != 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "must look like"),
        ("SRV-20260126-00872", "must look like"),
        ("srv-20260126-00872-A9F", "must look like"),
        ("SRV-20260126-00872-a9f", "must look like"),
        ("SRV-20260126-00872-A9F\n", "must look like"),
        (" SRV-20260126-00872-A9F", "must look like"),
        ("SRV-20260126-872-A9F", "must look like"),
        ("S-20260126-00872-A9F", "must look like"),
        ("1RV-20260126-00872-A9F", "must look like"),
        ("SERVICEXX-20260126-00872-A9F", "must look like"),
        ("SRV-20260126-00872-A9G", "must look like"),
        ("ＳＲＶ-20260126-00872-A9F", "must look like"),
        ("SRV-２０２６0126-00872-A9F", "must look like"),
        ("SRV-20260126-00872-A90", "check digits"),
        ("SRV-20260126-00872-A9F0", "check digits"),
        ("SRV-20260230-00872-A9F", "20260230 is no day"),
        ("SRV-00000126-00872-A9F", "00000126 is no day"),
        ("SRV-20260126-00000-A9F", "1 or more"),
        ("SRV-20260126-000872-A9F", "needless leading zeros"),
    ],
)
def test_what_is_no_uid_is_refused_and_told_why(text: str, why: str) -> None:
    with pytest.raises(InvalidUid, match=why):
        parse_uid(text)


def test_a_number_of_more_than_five_digits_needs_no_padding() -> None:
    uid = format_uid("SRV", date(2026, 1, 26), 1_234_567)
    assert uid.text.startswith("SRV-20260126-1234567-")
    assert parse_uid(uid.text) == uid


def test_a_needless_zero_is_refused_even_with_a_check_that_fits() -> None:
    body = "SRV-20260126-000872"
    with pytest.raises(InvalidUid, match="needless leading zeros"):
        parse_uid(f"{body}-{CRC.of(body)}")


def test_an_early_year_is_written_with_four_digits() -> None:
    uid = format_uid("SRV", date(987, 1, 26), 1)
    assert uid.text.startswith("SRV-09870126-")
    assert parse_uid(uid.text) == uid


@pytest.mark.parametrize("domain", ["", "S", "1AB", "srv", "SRV-", "TOOLONGXX", "SR V", "SRV\n", "ÄRV"])
def test_a_domain_that_is_none_is_not_written(domain: str) -> None:
    with pytest.raises(InvalidUid, match="first a letter"):
        format_uid(domain, date(2026, 1, 26), 1)


@pytest.mark.parametrize("sequence", [0, -1, 10**18])
def test_a_number_that_could_not_be_read_back_is_not_written(sequence: int) -> None:
    with pytest.raises(InvalidUid, match="its number must be"):
        format_uid("SRV", date(2026, 1, 26), sequence)


def test_a_long_wrong_uid_does_not_swamp_the_message() -> None:
    with pytest.raises(InvalidUid) as caught:
        parse_uid("X" * 1_000_000)
    assert len(str(caught.value)) < 200


# -- the keyed check ----------------------------------------------------------------------------------------------


def test_a_keyed_check_holds_under_its_key_only() -> None:
    (text,) = random_uids(1, KEYED)
    assert len(text.rpartition("-")[2]) == 8
    assert parse_uid(text, KEYED).text == text
    assert is_refused(text)
    assert is_refused(text, Checksum(b"another key"))
    assert is_refused(text, Checksum(b"the site's own key", digits=12))
    assert is_refused(VECTOR, KEYED)


def test_a_keyed_check_finds_wrong_characters_and_swaps_too() -> None:
    for text in random_uids(20, KEYED):
        assert [wrong for wrong in wrong_characters(text) if not is_refused(wrong, KEYED)] == []
        assert [wrong for wrong in swapped_neighbours(text) if not is_refused(wrong, KEYED)] == []


@pytest.mark.parametrize("digits", [0, 7, 65])
def test_a_keyed_check_has_eight_to_sixty_four_digits(digits: int) -> None:
    with pytest.raises(ValueError, match="8 to 64 hex digits"):
        Checksum(b"key", digits)


@pytest.mark.parametrize("digits", [8, 64])
def test_the_shortest_and_the_longest_keyed_check_are_read(digits: int) -> None:
    checksum = Checksum(b"key", digits)
    uid = format_uid("SRV", date(2026, 1, 26), 872, checksum)
    assert parse_uid(uid.text, checksum) == uid
