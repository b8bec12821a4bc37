"""``python -m build_scripts`` is ``nianbao``."""

import sys

from build_scripts.cli import main

sys.exit(main())
