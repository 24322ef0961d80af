"""Where things are: the project, and the folder of other people's data beside it."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("REFEXPORT_SHARED", PROJECT.parent / "shared"))
DATA = PROJECT / "tests" / "data"
