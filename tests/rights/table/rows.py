"""Who gets what from every address: one line each, one letter for each kind of person.

o: it opens, or acts; 3: 403, one learns who may; 4: 404, there is no such thing for this person;
L: to the log-in. The rows asked for belong to `unit`, stand in a plan that `supervisor` watches
over, and are supported by `supporter`'s unit. What a list holds is asked by test_walk, too.
"""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = (
    "anonymous",
    "reporter",  # of the unit
    "unit_head",
    "unit_admin",
    "supporter",  # of a unit that has a part in the items
    "stranger",  # of a unit that has none
    "supervisor",  # who watches over the plan
    "other_supervisor",  # over another one
    "idle_supervisor",  # over none
    "auditor",
    "administrator",
    "system_admin",
    "security_admin",
    "superuser",  # once the three administrators are appointed
)
GET, POST, BOTH = "get", "post", "get post"


@dataclass(frozen=True)
class Row:
    """How an address is asked for: methods, what stands in it, and what each person gets."""

    methods: str
    args: str
    letters: str

    def expected(self, who: str) -> str:
        return self.letters.replace(" ", "")[COLUMNS.index(who)]


@dataclass(frozen=True)
class Table:
    """Of a table of the admin: the row asked for; who opens the list, that row, and may change it.

    Who may change rows may add some; nobody may delete any.
    """

    row: str
    lists: str
    opens: str
    changes: str = "L 333 33 333 33 33 3"

    def expected(self, what: str, who: str) -> str:
        letters: str = getattr(self, what)
        return letters.replace(" ", "")[COLUMNS.index(who)]
