"""The signed signalling graph: what an alteration makes more or less active downstream of it."""

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

from tumorboard.domain.evidence import Edge


@dataclass(frozen=True, slots=True)
class Reached:
    """A protein downstream of an altered gene.

    ``activity`` is +1 where the alteration raises its activity (or makes the cell depend on it), -1 where it lowers it.
    """

    gene: str
    activity: int
    path: tuple[Edge, ...]

    def __str__(self) -> str:
        arrows = {
            edge: "⇒ depends on" if edge.kind == "synthetic_lethal" else "→" if edge.sign > 0 else "⊣"
            for edge in self.path
        }
        return " ".join([self.path[0].source, *(f"{arrows[edge]} {edge.target}" for edge in self.path)])


class SignallingNetwork:
    """Paths through the signed graph, shortest first.

    Parameters
    ----------
    edges : iterable of Edge
        Signed, cited steps.
    """

    def __init__(self, edges: Iterable[Edge]) -> None:
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for edge in sorted(edges, key=lambda e: (e.source, e.target, e.kind, e.sign)):
            self.graph.add_edge(edge.source, edge.target, key=edge.kind, edge=edge)
        self._found: dict[tuple[str, int, int], tuple[Reached, ...]] = {}

    @property
    def edges(self) -> list[Edge]:
        """Return all edges, sorted by source and target."""
        return [data["edge"] for _, _, data in self.graph.edges(data=True)]

    def downstream(self, gene: str, activity: int, steps: int = 3) -> tuple[Reached, ...]:
        """Walk downstream from an altered gene.

        Parameters
        ----------
        gene : str
            The altered gene.
        activity : {1, -1}
            +1 for a gain, -1 for a loss of function.
        steps : int
            Greatest number of steps, 1-5.

        Returns
        -------
        tuple of Reached
            Each protein once per direction of activity, by its shortest path; nearest first, then by name.
        """
        key = (gene, activity, steps)
        if key not in self._found:
            self._found[key] = self._walk(gene, activity, steps) if gene in self.graph else ()
        return self._found[key]

    def _walk(self, gene: str, activity: int, steps: int) -> tuple[Reached, ...]:
        seen = {(gene, activity)}
        frontier = [Reached(gene, activity, ())]
        reached: list[Reached] = []
        for _ in range(steps):
            following: list[Reached] = []
            for place in frontier:
                for _, _, data in self.graph.out_edges(place.gene, data=True):
                    step = self._step(place, data["edge"])
                    if step is not None and (step.gene, step.activity) not in seen:
                        seen.add((step.gene, step.activity))
                        following.append(step)
            following.sort(key=lambda place: (place.gene, place.activity))
            reached.extend(following)
            # A dependency is not an activity that would be passed on.
            frontier = [place for place in following if place.path[-1].kind != "synthetic_lethal"]
        return tuple(reached)

    @staticmethod
    def _step(place: Reached, edge: Edge) -> Reached | None:
        if edge.start_only and place.path:
            return None
        if edge.kind == "synthetic_lethal":
            return Reached(edge.target, 1, (*place.path, edge)) if place.activity < 0 else None
        return Reached(edge.target, place.activity * edge.sign, (*place.path, edge))
