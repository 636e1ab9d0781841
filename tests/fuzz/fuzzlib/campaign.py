"""One target: its regressions first, then new inputs for some seconds."""

import os
import random
import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import seeds

HERE = Path(__file__).resolve().parents[1]
CACHE = Path(os.environ.get("QUITTANCE_CACHE") or (
    "/var/cache/quittance" if os.geteuid() == 0 else "~/.cache/quittance")).expanduser() / "fuzz"
# One input may take so long and so much, sanitizers included; the readers' own bounds are lower.
LIMITS = ("-timeout=20", "-rss_limit_mb=1500")
LENGTHS = {"workbook": 64 << 10, "xlsx": 16 << 10, "ods": 16 << 10, "propose": 8 << 10,
           "cards": 512, "mask": 512, "dates": 64, "numbers": 64, "periods": 64}


@dataclass
class Broken:
    """A promise that an input broke."""

    said: str
    input: str
    output: str


@dataclass
class Result:
    """What a target's run came to; `seed` repeats it."""

    target: str
    seed: int = 0
    executions: int = 0
    edges: int = 0
    seconds: float = 0
    broken: list = field(default_factory=list)

    @property
    def held(self):
        return not self.broken


class Campaign:
    """Runs one target. Its corpus grows in the cache from run to run."""

    def __init__(self, name, folder):
        self.name = name
        self.program = folder / f"fuzz_{name}"
        self.corpus = CACHE / "corpus" / name
        self.artifacts = CACHE / "broken" / name
        for one in (self.corpus, self.artifacts):
            one.mkdir(parents=True, exist_ok=True)

    def run(self, seconds, seed):
        result = Result(self.name, seed or random.SystemRandom().randrange(1, 2**31))
        begin = time.monotonic()
        kept = sorted((HERE / "regressions" / self.name).glob("*"))
        for path in kept:
            self._call([str(path)], result, path)
        if result.held and seconds > 0:
            self._call(self._search(seconds, result.seed), result)
        result.seconds = time.monotonic() - begin
        return result

    def _search(self, seconds, seed):
        words = HERE / "dictionaries" / f"{self.name}.dict"
        return [*([f"-dict={words}"] if words.exists() else []), *LIMITS,
                f"-max_total_time={seconds}", f"-max_len={LENGTHS.get(self.name, 4096)}",
                f"-seed={seed}", "-print_final_stats=1", "-use_value_profile=1", "-verbosity=1",
                f"-artifact_prefix={self.artifacts}/", str(self.corpus),
                str(seeds.written(self.name, CACHE / "seeds" / self.name))]

    def _call(self, arguments, result, given=None):
        done = subprocess.run(["nice", str(self.program), *arguments], capture_output=True,
                              text=True, errors="replace", check=False)
        output = done.stderr
        if counted := re.search(r"number_of_executed_units: (\d+)", output):
            result.executions = int(counted[1])
        if covered := re.findall(r"cov: (\d+)", output):
            result.edges = int(covered[-1])
        if done.returncode:
            result.broken.append(Broken(_sentence(output), str(given or _artifact(output)),
                                        output[-8000:]))


def _sentence(output):
    """The line that says what broke."""
    for form in (r"Not held: .*", r".*runtime error: .*", r"SUMMARY: .*", r"ERROR: .*",
                 r"terminate called.*"):
        if found := re.search(form, output):
            return found[0].strip()[:300]
    return "the program ended"


def _artifact(output):
    found = re.search(r"Test unit written to (\S+)", output)
    return found[1] if found else "none was kept"
