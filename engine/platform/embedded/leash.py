"""Run as a script: give up root, ask the kernel for a signal when the parent dies, then become the program.

    python -I leash.py SIGNAL PARENT UID GID PROGRAM ARGUMENT…

So no server outlives whoever started it, however that ended. UID and GID are `-` to stay who we are.
"""

import ctypes
import os
import sys

SET_PARENT_DEATH_SIGNAL = 1


def main(signal: str, parent: str, uid: str, gid: str, *command: str) -> None:
    if uid != "-":
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, int(signal), 0, 0, 0)
        if os.getppid() != int(parent):
            raise SystemExit(1)
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])
