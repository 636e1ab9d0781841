"""Makes the addon's pure package importable without Odoo."""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "odoo_addon" / "quittance")]
