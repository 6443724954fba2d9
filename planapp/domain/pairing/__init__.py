"""Which passage of a corrected printing is which of the printing before it (`pair_up`)."""

from __future__ import annotations

from planapp.domain.pairing.pairs import Wording, pair_up, plain

__all__ = ("Wording", "pair_up", "plain")
