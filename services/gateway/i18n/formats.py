"""How a language writes lists, numbers, days and times."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

_DAYS = (("%d %B %Y", "long"), ("%B %Y", "month"), ("%Y-%m-%d at %H:%M", "moment"), ("%Y-%m-%d", "long"))
_ENGLISH_DAY = "EEEE d MMMM y"  # without a comma, as letters have it


class Formats:
    """One language's way. Hours are counted to 24 everywhere, as services do."""

    def __init__(self, locale: Locale) -> None:
        self.locale = locale

    def all(self, several: Iterable[str]) -> str:
        """ "Ana, Ben and Cora"."""
        return self._list(list(several), "standard")

    def any(self, several: Iterable[str]) -> str:
        """ "Ana, Ben or Cora"."""
        return self._list(list(several), "or")

    def _list(self, several: Sequence[str], style: str) -> str:
        return format_list(several, style, locale=self.locale) if several else ""  # type: ignore[arg-type]

    def number(self, number: float) -> str:
        return format_decimal(number, locale=self.locale)

    def day(self, day: date) -> str:
        """ "Saturday 14 March 2026"."""
        return format_date(day, _ENGLISH_DAY if self.locale.language == "en" else "full", locale=self.locale)

    def date(self, day: date) -> str:
        """ "14 March 2026"."""
        return format_date(day, "long", locale=self.locale)

    def clock(self, at: datetime | time) -> str:
        """ "14:05", as the clock stands that `at` was read from."""
        return format_time(at.time() if isinstance(at, datetime) else at, "HH:mm", locale=self.locale)

    def reread(self, text: str) -> str:
        """A day that a service wrote, such as "2 March 2026" or "2026-03-02 at 14:00"; what is none stays as it is."""
        for shape, how in _DAYS:
            try:
                read = datetime.strptime(text, shape)  # noqa: DTZ007  (it is shown, not reckoned with)
            except ValueError:
                continue
            match how:
                case "month":
                    return format_skeleton("yMMMM", read, locale=self.locale)
                case "moment":
                    return f"{format_date(read, 'long', locale=self.locale)}, {self.clock(read)}"
                case _:
                    return format_date(read, "long", locale=self.locale)
        return text


@cache
def formats_of(language: str) -> Formats:
    """For English the British way, which has the day before the month and counts hours to 24."""
    return Formats(Locale("en", "GB") if language == "en" else Locale.parse(language))
