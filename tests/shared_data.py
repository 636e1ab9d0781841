"""Public files of real programs, which are not part of this repository: ../shared/data beside it,
or where QUITTANCE_CORPUS says. Tests that read them say so where they are absent, and pass.
"""

import os
import warnings
from pathlib import Path

ROOT = Path(os.environ.get("QUITTANCE_CORPUS")
            or Path(__file__).resolve().parents[2] / "shared" / "data")


def files(folder, *patterns):
    """The folder's files of these patterns, sorted; [None] where all the data is absent, with a
    word about it. Data that is there and has none of them is an error: nothing passes empty."""
    if not ROOT.is_dir():
        warnings.warn(
            f"absent: {ROOT} is not here (QUITTANCE_CORPUS names another place): nothing was"
            f" compared with {folder}", stacklevel=2)
        return [None]
    found = sorted({path for pattern in patterns for path in (ROOT / folder).glob(pattern)})
    if not found:
        raise FileNotFoundError(f"{ROOT / folder} holds no {' or '.join(patterns)}")
    return found


def name_of(path):
    """What a test of that file is called."""
    return path.name if path else "ABSENT: nothing was compared"
