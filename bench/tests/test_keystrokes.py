"""The figures of a bench are those of the keys that it counts."""

import os

import pytest

from bench.keystrokes import WARM_UP, measure


@pytest.mark.parametrize("keys", [3, WARM_UP + 5])
def test_only_the_keys_before_the_first_round_are_left_out(keys: int) -> None:
    texts = [str(number) for number in range(keys)]
    figures = measure({"nothing": lambda _text: None}, texts, 2)
    assert len(figures["nothing"]) == 2 * keys


def test_importing_a_benchmark_changes_nothing_of_the_process_that_tests_it() -> None:
    """What other tests start inherits the environment: they would have run on the settings of production."""
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "config.settings.test"
