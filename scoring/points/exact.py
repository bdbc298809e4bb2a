"""Exact numbers: an int where a number is whole, else a Fraction.

Both add and compare with each other. Sums of thousands of whole points stay as quick as whole
numbers are, and a third of a point is still a third.
"""

from fractions import Fraction

Exact = int | Fraction
DECIMALS_SHOWN = 3


def exact(number: Fraction) -> Exact:
    """The same number, as an int where it is whole."""
    return number.numerator if number.denominator == 1 else number


def ratio(numerator: Exact, denominator: int) -> Exact:
    """numerator / denominator, exactly."""
    whole, rest = divmod(numerator, denominator)
    return Fraction(numerator, denominator) if rest else whole


def decimal_text(number: Exact) -> str:
    """For people and the API: at most three decimals, half of one rounded away from zero; no zeros
    at the end. "7", "6.5", "943.217".
    """
    if isinstance(number, int):
        return str(number)
    scaled = abs(number) * 10**DECIMALS_SHOWN
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, rest = divmod(rounded, 10**DECIMALS_SHOWN)
    sign = "-" if number < 0 and rounded else ""
    return f"{sign}{whole}.{rest:0{DECIMALS_SHOWN}}".rstrip("0").rstrip(".")
