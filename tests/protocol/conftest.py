"""Makes the addon's pure package importable without Odoo."""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "odoo_addon" / "quittance")]

from hypothesis.configuration import set_hypothesis_home_dir  # noqa: E402 - as the path above

set_hypothesis_home_dir(HERE.parents[1] / "build" / "hypothesis")  # not into the sources
