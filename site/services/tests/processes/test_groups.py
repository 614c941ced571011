import signal
import subprocess
import sys
import time

from services import paths
from services.processes import groups, spawning, waiting

STUBBORN = ["sh", "-c", "trap '' TERM; while :; do sleep 1; done"]
FAMILY = ["sh", "-c", "sleep 600 & wait"]


def test_ending_the_leader_ends_the_whole_group() -> None:
    process = spawning.spawn(FAMILY)
    assert waiting.until(lambda: len(groups.group_states(process.pid)) > 0, timeout=5)
    groups.end(process)
    assert groups.group_is_gone(process.pid)


def test_who_does_not_listen_is_killed_after_the_grace() -> None:
    process = spawning.spawn(STUBBORN)
    waiting.pause(0.2)  # nothing shows from outside that the trap is set
    groups.end(process, grace=0.3)
    assert process.returncode == -signal.SIGKILL


def test_a_hurry_does_not_wait_for_the_grace() -> None:
    process = spawning.spawn(STUBBORN)
    waiting.pause(0.2)
    began = time.monotonic()
    groups.end(process, grace=60, hurry=lambda: True)
    assert time.monotonic() - began < 10
    assert groups.group_is_gone(process.pid)


def test_a_frozen_process_can_be_ended() -> None:
    process = spawning.spawn(FAMILY)
    groups.freeze(process)
    groups.end(process)
    assert groups.group_is_gone(process.pid)


def test_a_child_ends_when_its_parent_is_killed() -> None:
    code = (
        "import time; from services.processes import spawning\n"
        "print(spawning.spawn(['sleep', '600']).pid, flush=True); time.sleep(600)"
    )
    env = {"PYTHONPATH": str(paths.ROOT / "site")}
    parent = subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert waiting.until(lambda: groups.group_is_gone(child), timeout=10)


def test_a_stray_is_ended_only_when_it_is_the_program_that_was_left_behind() -> None:
    process = spawning.spawn(["sleep", "600"])
    assert not groups.end_stray(process.pid, "mongod")
    assert process.poll() is None
    groups.end(process)
