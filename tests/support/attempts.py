"""Attempts to get out of the sandbox, as data: what each does, in Python, and whether it works without a sandbox.

An attempt has succeeded when it prints MARK (by reading it, or by saying that a system call went through), or when
something on the host has changed: see `scene.py`. Its arguments are names of the scene's places.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import Literal

from assay.sandbox.seccomp import ARCHITECTURES

MARK = "M4RK"
_, REFUSED, EXAMINED = ARCHITECTURES[platform.machine()]
PRELUDE = f"""
import ctypes, glob, mmap, os, shutil, signal, socket, subprocess, sys, time
from pathlib import Path
calls = {dict(REFUSED) | dict(EXAMINED)!r}
out, tcp, udp, abstract, victim = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5])
def went_through(*call):
    whole = [ctypes.c_long(word) if isinstance(word, int) else word for word in call]
    if ctypes.CDLL(None).syscall(*whole) >= 0:
        print("{MARK} system call", call[0])
def opens(path, flags=os.O_WRONLY):
    try:
        os.close(os.open(path, flags))
    except OSError as error:
        print(path, error)
    else:
        print("{MARK} opened", path)
def show(path):
    try:
        print(Path(path).read_text(errors="replace"))
    except OSError as error:
        print(path, error)
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way out. `outside` says whether it works without a sandbox: for anybody, for root, or is not tried.

    What runs `alone` takes away what other attempts need, or minds what they leave.
    """

    name: str
    code: str
    outside: Literal["works", "works for root", "not tried"] = "works"
    alone: bool = False


SECRETS = (
    Attempt("read a file of the user", "show(out / 'key')"),
    Attempt(
        "read it by the roots of processes",
        "for root in ('/proc/self/root', '/proc/1/root', '/oldroot', '/newroot'): show(f'{root}{out}/key')",
    ),
    Attempt(
        "read the environment of every process",
        "for file in glob.glob('/proc/[0-9]*/environ'): show(file)",
    ),
    Attempt(
        "see the processes of the host",
        "show(f'/proc/{victim}/cmdline')",
    ),
    Attempt("read .env in the workspace", "show('.env')"),
    Attempt("read .env by its absolute path", "show(Path.cwd() / '.env')"),
    Attempt("read .env by a link", "show('settings')"),
    Attempt("read a key in a lower folder", "show('pkg/server.pem')"),
    Attempt("read .env by /proc/self/cwd", "show('/proc/self/cwd/.env')"),
    Attempt(
        "find the folders of branches",
        f"print([{MARK!r} for path in glob.glob('/dev/shm/assay-*/*') + glob.glob('/run/user/*/assay-*/*')])",
        "not tried",
    ),
)

WRITING = (
    Attempt("create a file outside", "(out / 'new').write_text('x')"),
    Attempt("create it by ..", "Path('..', 'outside', 'new').write_text('x')"),
    Attempt("write through a link to a file", "Path('link').write_text('x')"),
    Attempt("write through a link to a folder", "Path('linked', 'new').write_text('x')"),
    Attempt("write through a hard link", "Path('hard').write_text('x')"),
    Attempt("overwrite a file of the workspace", "Path('a.py').write_text('x')"),
    Attempt("rename and delete in the workspace", "shutil.rmtree('pkg'); os.rename('a.py', 'b.py')", alone=True),
    Attempt("change modes and times", "os.chmod('a.py', 0o777); os.utime('a.py', (1, 1))"),
    Attempt("set an extended attribute", "os.setxattr('a.py', 'user.x', b'1')"),
    Attempt("plant a git hook", "Path('.git', 'hooks', 'pre-commit').write_text('id')"),
    Attempt("plant a conftest and a sitecustomize", "Path('conftest.py').touch(); Path('sitecustomize.py').touch()"),
    Attempt(
        "write by a shared mapping",
        "with open('a.py', 'r+b') as f, mmap.mmap(f.fileno(), 0) as m: m[0:1] = b'x'",
    ),
    Attempt("add a .pth to an environment", "Path(out, 'venv', 'evil.pth').write_text('import os')"),
    Attempt("change a module of an environment", "Path(out, 'venv', 'dep.py').write_text('x')"),
    Attempt("write in the host's /tmp", "Path('/tmp', out.parent.name + '.planted').touch()"),
    Attempt("write in the host's /dev/shm", "Path('/dev/shm', out.parent.name + '.planted').touch()"),
    Attempt(
        "write in the system",
        "for folder in ('/usr', '/etc', '/dev', '/', '/usr/bin', '/sys'):\n"
        f"    try: Path(folder, out.parent.name + '.planted').touch(); print({MARK!r}, folder)\n"
        "    except OSError as error: print(folder, error)",
        "not tried",
    ),
    Attempt(
        "open the kernel's settings",
        "for name in ('core_pattern', 'pid_max', 'modprobe'): opens(f'/proc/sys/kernel/{name}')\n"
        "opens('/proc/sysrq-trigger')",
        "works for root",
    ),
    Attempt("overwrite the running program", "opens('/proc/self/exe', os.O_RDWR)", "not tried"),
)

NETWORK = (
    Attempt("connect to a port of the host", "socket.create_connection(('127.0.0.1', tcp), 1)"),
    Attempt("send a datagram to the host", "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', udp))"),
    Attempt("connect to an abstract socket", "socket.socket(socket.AF_UNIX).connect('\\0' + abstract)"),
    Attempt("connect to a socket outside", "os.chdir(out); socket.socket(socket.AF_UNIX).connect('socket')"),
    Attempt("connect to a socket in the workspace", "socket.socket(socket.AF_UNIX).connect('socket')"),
    Attempt("write into a pipe in the workspace", "os.write(os.open('pipe', os.O_WRONLY | os.O_NONBLOCK), b'x')"),
    Attempt(
        "open a packet socket",
        f"socket.socket(socket.AF_PACKET, socket.SOCK_RAW); print({MARK!r})",
        "works for root",
    ),
    Attempt(
        "open sockets of other families",
        "for family in (29, 31, 38, 40, 44):\n"
        f"    try: socket.socket(family, 5 if family == 38 else socket.SOCK_RAW); print({MARK!r}, family)\n"
        "    except OSError as error: print(family, error)",
        "not tried",
    ),
    Attempt(
        "find another interface than lo",
        f"print([{MARK!r} for _, name in socket.if_nameindex() if name != 'lo'])",
        "not tried",
    ),
)

KERNEL = (
    Attempt("be traced", "went_through(calls['ptrace'], 0, 0, 0, 0)"),
    Attempt(
        "read another process's memory",
        "pid = os.fork()\n"
        "if pid == 0: time.sleep(5); os._exit(0)\n"
        "went_through(calls['process_vm_readv'], pid, None, 0, None, 0, 0); os.kill(pid, 9)",
    ),
    Attempt("make a user namespace", "went_through(calls['unshare'], 0x10000000)"),
    Attempt("make a user namespace by clone", "went_through(calls['clone'], 0x10000000 | 17, 0, 0, 0, 0)"),
    Attempt("make namespaces by unshare(1)", f"subprocess.run(['unshare', '-Urm', 'echo', {MARK!r}])"),
    Attempt("use the kernel's keys", "went_through(calls['keyctl'], 0, -3, 0, 0, 0)"),
    Attempt("read the kernel's log", "went_through(calls['syslog'], 10, None, 0)", "works for root"),
    Attempt(
        "enter a namespace",
        "went_through(calls['setns'], os.open('/proc/self/ns/net', os.O_RDONLY), 0)",
        "works for root",
    ),
    Attempt("mount a file system", "went_through(calls['mount'], b'none', b'/tmp', b'tmpfs', 0, None)", "not tried"),
    Attempt("make /usr writable", "went_through(calls['mount'], None, b'/usr', None, 0x1020, None)", "not tried"),
    Attempt("unmount the workspace", "went_through(calls['umount2'], os.fsencode(os.getcwd()), 2)", "not tried"),
    Attempt(
        "use the new mount calls",
        "went_through(calls['fsopen'], b'tmpfs', 0); went_through(calls['open_tree'], -100, b'/', 1)",
        "not tried",
    ),
    Attempt("set up io_uring", "went_through(calls['io_uring_setup'], 8, bytes(128))", "not tried"),
    Attempt("load a BPF program", "went_through(calls['bpf'], 0, bytes(128), 128)", "not tried"),
    Attempt("handle page faults", "went_through(calls['userfaultfd'], 0)", "not tried"),
    Attempt("open performance events", "went_through(calls['perf_event_open'], bytes(128), 0, -1, -1, 0)", "not tried"),
    Attempt("become root", f"os.setuid(0); print({MARK!r})", "not tried"),
    Attempt(
        "become root by su", f"subprocess.run(['su', '-c', 'echo ' + {MARK!r}], stdin=subprocess.DEVNULL)", "not tried"
    ),
    Attempt("make a device", f"os.mknod('disk', 0o600 | 0o060000, os.makedev(254, 0)); print({MARK!r})", "not tried"),
    Attempt(
        "type into the terminal",
        "import fcntl; _, terminal = os.openpty()\n"
        "for request in (0x5412, 0x541C, 0x100005412):\n"
        "    if ctypes.CDLL(None).ioctl(terminal, ctypes.c_ulong(request), b'x') >= 0: print('M4RK', hex(request))",
        "not tried",
    ),
    Attempt(
        "use a descriptor that was left open",
        f"print([({MARK!r}, os.readlink(f'/proc/self/fd/{{fd}}')) for fd in os.listdir('/proc/self/fd')"
        " if int(fd) > 2 and os.path.exists(f'/proc/self/fd/{fd}')])",
        "not tried",
        alone=True,
    ),
    Attempt("kill a process of the host", "os.kill(victim, signal.SIGKILL)"),
    Attempt("kill every process", "os.kill(-1, signal.SIGKILL)", "not tried", alone=True),
)

ATTEMPTS = (*SECRETS, *WRITING, *NETWORK, *KERNEL)
