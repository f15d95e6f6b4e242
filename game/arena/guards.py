"""What keeps strangers and haste out: derived secrets, wrong guesses counted, floods stopped, foreign pages refused."""

import hashlib
import hmac
import ipaddress
from collections import deque
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

WRONG_PINS: Final = 5
WRONG_CODES: Final = 30
LOCKED_S: Final = 60.0
WRONG_PINS_OF_ALL: Final = 20
"""So many wrong PINs within a minute, from any addresses, lock the desk for everybody who is not in yet."""
FRAMES_A_SECOND: Final = 20
BURST: Final = 40
SOCKETS_OF_TOKEN: Final = 4
SOCKETS_OF_ADDRESS: Final = 80
SOCKETS: Final = 2000
ROOM_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
"""Consonants: four of them spell no word."""
_LAN_ENDINGS: Final = (".local", ".lan", ".home", ".internal", ".home.arpa")


def derived(secret: bytes, *what: str) -> str:
    """Return 128 bits as hex that follow from the host's secret and `what`, and from nothing else."""
    return hmac.new(secret, "\0".join(what).encode(), hashlib.sha256).hexdigest()[:32]


def pin_of(secret: bytes, host_id: str) -> str:
    """Return the six digits that open the host desk."""
    return f"{int(derived(secret, 'pin', host_id), 16) % 10**6:06d}"


def room_code(dice: int) -> str:
    """Return four consonants.

    >>> room_code(0), room_code(20**4 - 1)
    ('BBBB', 'ZZZZ')
    """
    letters = []
    for _ in range(4):
        dice, letter = divmod(dice, len(ROOM_LETTERS))
        letters.append(ROOM_LETTERS[letter])
    return "".join(letters)


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass
class Wrong:
    """Counts wrong guesses by address, and locks an address, or all, for a minute."""

    most: int
    most_of_all: int | None = None
    _by_address: dict[str, deque[float]] = field(default_factory=dict)
    _of_all: deque[float] = field(default_factory=deque)

    def locked(self, address: str, now_s: float) -> bool:
        """Tell whether this address may not try now."""
        mine = self._by_address.get(address)
        if mine is not None and len(_recent(mine, now_s)) >= self.most:
            return True
        return self.most_of_all is not None and len(_recent(self._of_all, now_s)) >= self.most_of_all

    def count(self, address: str, now_s: float) -> None:
        """Count a wrong guess."""
        if len(self._by_address) > SOCKETS:
            self._by_address = {key: times for key, times in self._by_address.items() if _recent(times, now_s)}
        self._by_address.setdefault(address, deque(maxlen=self.most)).append(now_s)
        self._of_all.append(now_s)


def _recent(times: deque[float], now_s: float) -> deque[float]:
    while times and times[0] <= now_s - LOCKED_S:
        times.popleft()
    return times


@dataclass
class Flood:
    """Lets twenty frames a second through, and forty at once."""

    _left: float = BURST
    _at_s: float | None = None

    def lets(self, now_s: float) -> bool:
        """Tell whether one more frame is heard now."""
        since = 0.0 if self._at_s is None else now_s - self._at_s
        self._left = min(BURST, self._left + since * FRAMES_A_SECOND)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True


def is_loopback(address: str) -> bool:
    """Tell whether an address is this machine's own.

    >>> is_loopback("127.0.0.1"), is_loopback("192.168.4.20"), is_loopback("testclient")
    (True, False, False)
    """
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def fits_host(host: str) -> bool:
    """Tell whether a Host header names a machine of the LAN, and no page elsewhere that was pointed here.

    >>> fits_host("192.168.4.20:8000"), fits_host("[::1]:8000"), fits_host("teacher.local"), fits_host("evil.example")
    (True, True, True, False)
    """
    name = urlsplit(f"//{host}").hostname or ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return bool(name) and ("." not in name or name.endswith(_LAN_ENDINGS))
    return True


def fits_origin(origin: str | None, host: str) -> bool:
    """Tell whether a page may open a socket: none is named (no browser), or it came from this host.

    >>> fits_origin(None, "a:1"), fits_origin("http://a:1", "a:1"), fits_origin("http://evil.example", "a:1")
    (True, True, False)
    """
    return origin is None or urlsplit(origin).netloc.casefold() == host.casefold()
