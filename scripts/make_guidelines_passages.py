"""Write the passages of a guidelines PDF as tab-separated text: `make_guidelines_passages.py PDF OUT.tsv[.xz]`."""

from __future__ import annotations

import lzma
import sys
from pathlib import Path

from codewell.kernel.errors import CodewellError
from codewell.sources.files import open_published
from codewell.sources.guidelines import SOURCE
from codewell.sources.guidelines.source import read_passages
from codewell.sources.guidelines.tsv import write_tsv


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        files = open_published(Path(arguments[0]))
        passages = read_passages(files[0])
        SOURCE.check(files, {"passages": len(passages)}, excerpt=False)
    except CodewellError as refused:
        print(refused, file=sys.stderr)
        return 1
    out, content = Path(arguments[1]), write_tsv(passages).encode("utf-8")
    out.write_bytes(lzma.compress(content, preset=9) if out.suffix == ".xz" else content)
    print(f"{out}: {len(passages)} passages of {SOURCE.identify(files)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
