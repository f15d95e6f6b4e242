"""The habits that scripted students can have."""

from typing import Final, Literal, get_args

Policy = Literal["calibrated", "copier", "leaner", "stubborn", "coin", "junk"]
POLICIES: Final[tuple[Policy, ...]] = get_args(Policy)
