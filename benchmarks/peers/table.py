"""The table: what was measured of each peer -> the rows as they are shown, and the ratios as Markdown."""

from __future__ import annotations

import statistics
import sys
from typing import Any

from attrs import define, field


@define
class Told:
    """What was measured of a peer in one row: seconds by the clock and of the processor, turn by turn."""

    seconds: list[float] = field(factory=list)
    processor: list[float] = field(factory=list)
    size: int = 0
    megabytes: float | None = None

    def add(self, answer: dict[str, Any]) -> None:
        """Note the medians of a turn."""
        self.seconds.append(statistics.median(answer["seconds"]))
        self.processor.append(statistics.median(answer["processor"]))
        self.size = answer.get("bytes", 0)
        self.megabytes = answer.get("megabytes")


@define
class Table:
    """The rows that were measured, and how they are shown."""

    names: list[str]
    rows: dict[str, dict[str, Told | str]] = field(factory=dict)

    def show(self, title: str, told: dict[str, Told | str]) -> None:
        """Print a row, docfill first."""
        self.rows[title] = told
        print(f"\n{title}")
        print(f"  {'':18}{'clock':>13}{'ratio':>9}{'processor':>13}{'ratio':>9}{'report':>12}{'memory':>10}")
        ours = told["docfill"]
        for name, one in told.items():
            if isinstance(one, str):
                print(f"  {name:18}cannot: {one}")
                continue
            if isinstance(ours, str):
                sys.exit(f"docfill cannot: {ours}")
            shown = [f"{statistics.median(times) * 1000:,.2f} ms" for times in (one.seconds, one.processor)]
            ratios = [""] * 2 if one is ours else [f"{ratio:.1f}x" for ratio in _ratios(one, ours)]
            size = f"{one.size:,}" if one.size else ""
            memory = f"{one.megabytes:,.0f} MB" if one.megabytes is not None else ""
            print(f"  {name:18}{shown[0]:>13}{ratios[0]:>9}{shown[1]:>13}{ratios[1]:>9}{size:>12}{memory:>10}")
        sys.stdout.flush()

    def summary(self) -> None:
        """Print all ratios, of the processor's time where it is known and else by the clock, as Markdown."""
        print(f"\n| | {' | '.join(self.names)} |\n|---|{'---|' * len(self.names)}")
        for title, told in self.rows.items():
            cells = [_cell(told[name], told["docfill"]) for name in self.names]
            print(f"| {title} | {' | '.join(cells)} |")


def _ratios(theirs: Told, ours: Told) -> tuple[float, float]:
    """Return how many times as long as docfill a peer takes, by the clock and of the processor."""

    def ratio(one: list[float], other: list[float]) -> float:
        return statistics.median(mine / yours for mine, yours in zip(one, other, strict=False))

    return ratio(theirs.seconds, ours.seconds), ratio(theirs.processor, ours.processor)


def _cell(theirs: Told | str, ours: Told | str) -> str:
    return f"{_ratios(theirs, ours)[1]:.1f}" if isinstance(theirs, Told) and isinstance(ours, Told) else "cannot"
