"""The few tail areas that the tests and intervals need; ``scipy.special`` loads ten times faster than its ``stats``."""

from math import erfc, exp, lgamma, sqrt


def normal_p(z: float) -> float:
    """Return the two-sided p value of a standard normal statistic."""
    return erfc(abs(z) / sqrt(2))


def chi2_p(statistic: float, df: int) -> float:
    """Return the upper tail of the chi-square distribution."""
    from scipy.special import chdtrc  # type: ignore[import-untyped]

    return float(chdtrc(df, max(statistic, 0.0)))


def proportion_interval(k: int, n: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a proportion (Clopper and Pearson 1934)."""
    from scipy.special import betaincinv

    lower = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, 0.025))
    upper = 1.0 if k == n else float(betaincinv(k + 1, n - k, 0.975))
    return lower, upper


def fisher_p(a: int, b: int, c: int, d: int) -> float:
    """Return the two-sided p value of Fisher's exact test of the table [[a, b], [c, d]]."""
    row, column, total = a + b, a + c, a + b + c + d
    low, high = max(0, row + column - total), min(row, column)

    def log_ways(k: int) -> float:
        return -lgamma(k + 1) - lgamma(column - k + 1) - lgamma(row - k + 1) - lgamma(total - column - row + k + 1)

    ways = [log_ways(k) for k in range(low, high + 1)]
    top, seen = max(ways), ways[a - low] + 1e-7
    shares = [(exp(way - top), way <= seen) for way in ways]
    return min(1.0, sum(share for share, as_rare in shares if as_rare) / sum(share for share, _ in shares))
