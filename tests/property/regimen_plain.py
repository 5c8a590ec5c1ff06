"""Random regimen problems, and the definitions of the problem written down as plainly as possible."""

from itertools import combinations
from random import Random

from tumorboard.matching.problem import Provider, RegimenProblem

Regimen = frozenset[str]


def random_problem(random: Random) -> RegimenProblem:
    """A small problem with every kind of rule, often tied and often without an answer."""
    drugs = [f"d{i:02}" for i in range(random.choice((0, 2, 4, 5, 6, 7, 7, 8, 8, 9, 9, 10)))]
    items = [f"i{i}" for i in range(random.choice((0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 6)))]
    levels = random.choice([((2, 0),), ((1, 0), (2, 0)), ((1, 500), (2, 100), (2, 300)), ((1, 3), (1, 7), (2, 5))])
    density = random.choice((0.15, 0.3, 0.6))
    classes = {drug: random.choice("ABC") for drug in drugs if random.random() < 0.8}
    like = {}  # class -> the worth that many of its drugs share
    worths = {}
    for drug in drugs:
        worth = {item: random.choice(levels) for item in items if random.random() < density}
        if drug in classes and random.random() < 0.5:
            worth = like.setdefault(classes[drug], worth)
        worths[drug] = worth
    providers = [Provider((drug,), worth) for drug, worth in worths.items() if worth or random.random() < 0.1]
    pairs = list(combinations(drugs, 2))
    for _ in range(random.choice((0, 0, 1, 3)) if pairs and items else 0):
        together = random.choice([*pairs, tuple(sorted(random.sample(drugs, min(3, len(drugs)))))])
        providers.append(Provider(together, {random.choice(items): (2, random.choice((0, 100, 900)))}))
    organs = ["heart", "liver", "skin"][: random.randint(0, 3)]
    scale = random.choice((1, 3, 100, 10**6))
    burden = {
        organ: {drug: random.randint(0, 3) * scale for drug in drugs if random.random() < 0.6} for organ in organs
    }
    limits = {organ: random.randint(0, 14) * scale for organ in [*organs, "kidney", "overall"] if random.random() < 0.5}
    rival = random.choice((0.0, 0.05, 0.3))
    within = random.random() < 0.4
    conflicts = [
        (a, b) for a, b in pairs if random.random() < rival or (within and classes.get(a, a) == classes.get(b, b))
    ]
    partners = []
    for _ in range(random.choice((0, 0, 0, 0, 1, 2)) if drugs else 0):
        drug = random.choice(drugs)
        others = random.sample([*drugs, "elsewhere"], random.randint(1, min(3, len(drugs) + 1)))
        if drug not in others:
            partners.append((drug, tuple(sorted(others))))
    pinned = random.sample(drugs, random.choice((0, 0, 0, 0, 1, 1, 2))) if len(drugs) > 1 else []
    if random.random() < 0.02:
        pinned = [*pinned, "elsewhere"]
    low = random.choice((1, 2, 2, 2, 2, 2, 2, 3, 4))
    return RegimenProblem(
        items=tuple(items),
        drugs=tuple(drugs),
        providers=tuple(providers),
        burden=burden,
        limits=limits,
        conflicts=tuple(conflicts),
        partners=tuple(partners),
        pinned=tuple(sorted(pinned)),
        classes=classes,
        min_drugs=low,
        max_drugs=random.randint(low, 5),
        single_ok=random.random() < 0.8,
    )


def worth(problem: RegimenProblem, drugs: Regimen) -> dict[str, tuple[int, int]]:
    active = [p.worth for p in problem.providers if set(p.drugs) <= drugs]
    return {item: max((w[item] for w in active if item in w), default=(0, 0)) for item in problem.items}


def keeps_rules(problem: RegimenProblem, drugs: Regimen) -> bool:
    """Every rule but those on the number of drugs and on superfluous ones."""

    def load(drug: str) -> int:
        return sum(row.get(drug, 0) for row in problem.burden.values())

    return (
        set(problem.pinned) <= drugs
        and not any(a in drugs and b in drugs for a, b in problem.conflicts)
        and partnered(problem, drugs)
        and all(
            sum(load(d) if organ == "overall" else problem.burden.get(organ, {}).get(d, 0) for d in drugs) <= limit
            for organ, limit in problem.limits.items()
        )
    )


def partnered(problem: RegimenProblem, drugs: Regimen) -> bool:
    return all(any(other in drugs for other in others) for drug, others in problem.partners if drug in drugs)


def irreducible(problem: RegimenProblem, drugs: Regimen) -> bool:
    reached = worth(problem, drugs)
    free = sorted(drugs - set(problem.pinned))
    return not any(
        worth(problem, drugs - set(out)) == reached and partnered(problem, drugs - set(out))
        for size in range(1, len(free) + 1)
        for out in combinations(free, size)
    )


def key(problem: RegimenProblem, drugs: Regimen) -> tuple[int, int, int, int, list[str]]:
    reached = worth(problem, drugs).values()
    burden = sum(row.get(drug, 0) for row in problem.burden.values() for drug in drugs)
    return (-sum(g for g, _ in reached), -sum(p for _, p in reached), burden, len(drugs), sorted(drugs))


def all_valid(problem: RegimenProblem) -> list[Regimen]:
    """Every valid regimen, the best first."""
    found: list[Regimen] = []
    least = 1 if problem.single_ok and problem.min_drugs == 2 else problem.min_drugs
    for size in range(least, problem.max_drugs + 1):
        for chosen in combinations(problem.drugs, size):
            drugs = frozenset(chosen)
            if keeps_rules(problem, drugs) and irreducible(problem, drugs):
                found.append(drugs)
    found.sort(key=lambda drugs: key(problem, drugs))
    most = max((-key(problem, drugs)[0] for drugs in found if len(drugs) > 1), default=0)
    if problem.min_drugs == 2:
        found = [drugs for drugs in found if len(drugs) > 1 or -key(problem, drugs)[0] >= most]
    return found


def interchangeable(problem: RegimenProblem, a: str, b: str) -> bool:
    def other(name: str) -> str:
        return {a: b, b: a}.get(name, name)

    def described(rename: bool) -> object:
        name = other if rename else str
        here = set(problem.drugs)
        offers: dict[frozenset[str], dict[str, tuple[int, int]]] = {}
        for provider in problem.providers:
            if provider.worth and set(provider.drugs) <= here:
                offer = offers.setdefault(frozenset(map(name, provider.drugs)), {})
                for item, value in provider.worth.items():
                    offer[item] = max(value, offer.get(item, value))
        rivals = {frozenset(map(name, pair)) for pair in problem.conflicts if set(pair) <= here}
        rules = {
            (name(drug), frozenset(name(o) for o in others if o in here))
            for drug, others in problem.partners
            if drug in here
        }
        return offers, rivals, rules

    if a in problem.pinned or b in problem.pinned or a not in problem.classes or b not in problem.classes:
        return False
    return problem.classes[a] == problem.classes[b] and described(False) == described(True)


def distinct(problem: RegimenProblem, regimens: list[Regimen], top: int) -> list[Regimen]:
    """The first of the regimens, the best first, that contain no earlier one; interchangeable drugs count as one."""
    head = {d: next(h for h in problem.drugs if h == d or interchangeable(problem, h, d)) for d in problem.drugs}

    def contains(big: Regimen, small: Regimen) -> bool:
        heads = [head[d] for d in big]
        return all(heads.count(head[d]) >= [head[e] for e in small].count(head[d]) for d in small)

    options: list[Regimen] = []
    for drugs in regimens:
        if len(options) < top and not any(contains(drugs, option) for option in options):
            options.append(drugs)
    return options
