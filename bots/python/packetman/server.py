"""Starts and stops `packetman lockstep`, or finds one that runs."""

import json
import os
import shutil
import subprocess


class Lockstep:
    """Games in lockstep, of a program that ends with this object.

    `command`: how to start packetman, a list; by default that of the environment variable PACKETMAN, or `packetman`.
    `games`, `mode`, `seats`, `players`, `fill`, `ticks`: as in `packetman lockstep --help`.
    """

    def __init__(self, games=1, mode="coop", seats=None, players=None, fill="normal", seed=1, ticks=None, command=None):
        line = [*(command or default_command()), "lockstep", "--games", str(games), "--mode", mode, "--fill", fill]
        line += ["--seed", str(seed)]
        for flag, value in (("--seats", seats), ("--players", players), ("--ticks", ticks)):
            if value is not None:
                line += [flag, str(value)]
        # The program ends when its standard input is closed: it never outlives this one.
        self._process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        answer = self._process.stdout.readline()
        if not answer:
            self.close()
            raise RuntimeError(f"packetman lockstep has not started: {' '.join(line)}")
        facts = json.loads(answer)
        self.host, self.games, self.seats, self.players = facts["host"], facts["games"], facts["seats"], facts["players"]

    def close(self):
        process, self._process = self._process, None
        if process is None:
            return
        process.stdin.close()
        process.stdout.close()
        process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def default_command():
    """How packetman is started: by the words of PACKETMAN, separated by spaces, or as `packetman` of the path."""
    asked = os.environ.get("PACKETMAN", "").split()
    if asked:
        return asked
    found = shutil.which("packetman")
    if found is None:
        raise RuntimeError("packetman is not on the path: set PACKETMAN, for example to 'node cli/packetman.js'")
    return [found]
