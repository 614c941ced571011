import socket
from pathlib import Path

from services.processes import ports


def test_the_port_of_last_time_is_taken_again_when_it_is_free() -> None:
    last_time = ports.choose()
    assert ports.choose(preferred=last_time) == last_time


def test_another_port_is_chosen_when_somebody_listens_on_the_preferred_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]
        assert not ports.is_free(taken)
        assert ports.choose(preferred=taken) != taken


def test_a_chosen_port_is_none_that_clients_are_given_for_outgoing_connections() -> None:
    assert all(port < 32_768 for port in (ports.choose() for _ in range(50)))


def test_a_file_without_a_port_remembers_none(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("no number")
    assert ports.read_number(tmp_path / "port") is None
    assert ports.read_number(tmp_path / "missing") is None


def test_a_saved_port_is_read_back(tmp_path: Path) -> None:
    ports.write_number(tmp_path / "port", 21_017)
    assert ports.read_number(tmp_path / "port") == 21_017
