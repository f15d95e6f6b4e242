"""Rectangles in logical units: x to the right, y down, sizes not negative."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle by its top left corner and size.

    >>> Rect(32, 16, 100, 40).right
    132
    """

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Return the x of the right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """Return the y of the lower edge."""
        return self.y + self.h

    @property
    def cx(self) -> float:
        """Return the x of the middle."""
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        """Return the y of the middle."""
        return self.y + self.h / 2

    def holds(self, point: tuple[float, float]) -> bool:
        """Tell whether a point lies inside; the right and lower edges are outside."""
        return self.x <= point[0] < self.right and self.y <= point[1] < self.bottom

    def contains(self, other: "Rect", *, slack: float = 0.0) -> bool:
        """Tell whether `other` lies inside, give or take `slack`."""
        return (
            self.x - slack <= other.x
            and other.right <= self.right + slack
            and self.y - slack <= other.y
            and other.bottom <= self.bottom + slack
        )

    def overlaps(self, other: "Rect") -> bool:
        """Tell whether the two share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def grown(self, by: float) -> "Rect":
        """Return the rectangle with `by` more on each side (less where `by` is negative)."""
        return Rect(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)

    def union(self, other: "Rect") -> "Rect":
        """Return the smallest rectangle around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Rect(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def moved(self, dx: float, dy: float) -> "Rect":
        """Return the rectangle at another place."""
        return Rect(self.x + dx, self.y + dy, self.w, self.h)
