"""How long a tool call takes over standard input and output: `python bench/mcp_calls.py HOME`.

Starts `codewell mcp`, calls every tool 100 times through the protocol's own client and prints the median and the 95th percentile.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path
from typing import Any

from machine import machine
from mcp import Client, StdioServerParameters

_TIMES = 100
_NOTE = "ASSESSMENT\n1. Type 2 diabetes with neuropathy.\n2. Hypertension.\n3. CKD stage 3b.\n"
_CLAIM = {
    "lines": [{"code": "27447", "on": "2024-07-02"}, {"code": "20610", "on": "2024-07-02"}],
    "diagnoses": ["M17.12"],
}
_CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("lookup", {"code": "E11.22", "on": "2026-06-02"}),
    ("search", {"words": "left knee OA"}),
    ("compare", {"first": "I50.22", "second": "I50.32"}),
    ("crosswalk", {"code": "250.00"}),
    ("fee", {"code": "99213", "on": "2025-06-02"}),
    ("ptp", {"first": "77385", "second": "77387", "on": "2024-07-02", "setting": "outpatient"}),
    ("guideline", {"section": "IV.H"}),
    ("code_note", {"text": _NOTE}),
    ("redact", {"text": "Seen John Smith, DOB 03/04/1950, MRN 12345678."}),
    ("check_claim", {"claim": _CLAIM}),
    ("ask", {"question": "MUE of J1100 in a hospital?"}),
)


async def _measured(home: Path) -> None:
    program = Path(sys.executable).with_name("codewell")
    began = time.perf_counter()
    started = StdioServerParameters(command=str(program), args=["--home", str(home), "mcp"], env=dict(os.environ))
    async with Client(started) as client:
        await client.list_tools()
        print(f"MCP over standard input and output ({machine()}): ready after {time.perf_counter() - began:.2f} s")
        for name, arguments in _CALLS:
            times = []
            for _ in range(_TIMES):
                began = time.perf_counter()
                answer = await client.call_tool(name, arguments)
                times.append(time.perf_counter() - began)
                if answer.is_error:
                    sys.exit(f"{name} failed: {answer.content}")
            times.sort()
            print(f"  {name:12} median {times[_TIMES // 2] * 1000:6.1f} ms   p95 {times[int(_TIMES * 0.95)] * 1000:6.1f} ms")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    asyncio.run(_measured(parser.parse_args().home))


if __name__ == "__main__":
    main()
