"""Names of units in registers and rolls, read as those in plans are."""

from __future__ import annotations

from datetime import date

from planapp.queries.import_runs import regions_by_name
from planapp.services.unit_cells import UnitCells


class UnitsNamed:
    """Finds units by their names in a region, which its code or its name tells."""

    def __init__(self, *, on: date | None) -> None:
        self.on, self.cells, self.regions = on, UnitCells(), regions_by_name()

    def code_of(self, name: str, *, region: str, on: date | None = None) -> str:
        """The unit's code; "" where the name means none, or several."""
        day, where = on or self.on, self.regions.get(region)
        if not (name and day and where):
            return ""
        try:
            return self.cells.find(name, region=where, on=day).code
        except ValueError:
            return ""
