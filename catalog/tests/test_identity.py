"""When two rows are the same article."""

from catalog.importing.identity import Fingerprint, Occurrences


def test_an_id_is_the_same_on_every_machine() -> None:
    assert str(Fingerprint("sport", "One", "Text.").id(1)) == "743bc2cfced8ba35e7e9e6e3"


def test_occurrences_are_counted_apart() -> None:
    with Occurrences() as occurrences:
        one, two = Fingerprint("sport", "One", "Text.").digest, Fingerprint("sport", "Two", "Text.").digest
        assert [occurrences.next(each) for each in (one, two, one, one, two)] == [1, 1, 2, 3, 2]
