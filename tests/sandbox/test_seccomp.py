"""The filter, run step by step as the kernel would, for both architectures; on ours every branch runs under it."""

from __future__ import annotations

import errno
import struct

import pytest

from assay.sandbox.seccomp import ALLOW, ARCHITECTURES, KILL, seccomp_filter

ERROR = 0x00050000
EPERM, ENOSYS, REFUSED_FAMILY = ERROR | errno.EPERM, ERROR | errno.ENOSYS, ERROR | errno.EAFNOSUPPORT


def outcome(program: bytes, architecture: int, number: int, *arguments: int) -> int:
    """What the filter says of one system call."""
    words = {
        0: number,
        4: architecture,
        **{16 + 8 * index: value & 0xFFFFFFFF for index, value in enumerate(arguments)},
    }
    steps = list(struct.iter_unpack("HBBI", program))
    position = value = 0
    while True:
        code, if_true, if_false, operand = steps[position]
        position += 1
        match code:
            case 0x20:
                value = words[operand]
            case 0x15:
                position += if_true if value == operand else if_false
            case 0x35:
                position += if_true if value >= operand else if_false
            case 0x45:
                position += if_true if value & operand else if_false
            case 0x06:
                return int(operand)
            case _:
                raise AssertionError(code)


@pytest.fixture(params=sorted(ARCHITECTURES))
def machine(request: pytest.FixtureRequest) -> str:
    """Each architecture that there is a filter for."""
    found: str = request.param
    return found


def build(machine: str, *, unix_sockets: bool = True) -> tuple[bytes, int, dict[str, int]]:
    """The filter, the number of the architecture, those of its system calls."""
    program = seccomp_filter(machine, unix_sockets=unix_sockets)
    assert program
    architecture, refused, examined = ARCHITECTURES[machine]
    return program, architecture, {**refused, **examined}


def test_refused_calls_are_refused_and_others_are_not(machine: str) -> None:
    program, architecture, calls = build(machine)
    _, refused, _ = ARCHITECTURES[machine]
    assert {outcome(program, architecture, number) for number in refused.values()} == {EPERM}
    others = set(range(480)) - set(calls.values())
    assert {outcome(program, architecture, number, 0, 0) for number in others} == {ALLOW}


def test_another_architecture_is_killed(machine: str) -> None:
    program, _, _ = build(machine)
    assert outcome(program, 0x40000003, 1) == KILL


def test_calls_of_the_x32_kind_do_not_exist() -> None:
    program, architecture, calls = build("x86_64")
    assert outcome(program, architecture, 0x40000000 | calls["ptrace"]) == ENOSYS


def test_clone_makes_processes_but_no_namespaces(machine: str) -> None:
    program, architecture, calls = build(machine)
    assert outcome(program, architecture, calls["clone"], 0x01200011, 0) == ALLOW
    for flag in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
        assert outcome(program, architecture, calls["clone"], flag | 17, 0) == EPERM
    assert outcome(program, architecture, calls["clone3"], 0) == ENOSYS


def test_nothing_is_typed_into_a_terminal(machine: str) -> None:
    program, architecture, calls = build(machine)
    for request in (0x5412, 0x541C, 0x1_0000_5412):
        assert outcome(program, architecture, calls["ioctl"], 0, request) == EPERM
    assert outcome(program, architecture, calls["ioctl"], 0, 0x5401) == ALLOW


def test_only_a_few_families_of_sockets(machine: str) -> None:
    program, architecture, calls = build(machine)
    allowed = {family for family in range(50) if outcome(program, architecture, calls["socket"], family) == ALLOW}
    assert allowed == {1, 2, 10, 16}
    assert outcome(program, architecture, calls["socket"], 17) == REFUSED_FAMILY
    without, _, _ = build(machine, unix_sockets=False)
    assert outcome(without, architecture, calls["socket"], 1) == REFUSED_FAMILY


def test_a_machine_without_a_table_has_no_filter() -> None:
    assert seccomp_filter("riscv64", unix_sockets=True) is None
