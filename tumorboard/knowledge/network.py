"""The signed signalling graph: what an alteration makes more or less active downstream of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tumorboard.domain.evidence import Edge

if TYPE_CHECKING:
    import networkx as nx


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
        self.edges = sorted(edges, key=lambda e: (e.source, e.target, e.kind, e.sign))
        self._steps: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            self._steps[edge.source].append(edge)
        self._found: dict[tuple[str, int, int], tuple[Reached, ...]] = {}

    @cached_property
    def graph(self) -> "nx.MultiDiGraph[str]":
        """The whole graph, for questions about its shape; the walk from one gene does without."""
        import networkx as nx  # takes longer to import than a score takes to compute

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for edge in self.edges:
            graph.add_edge(edge.source, edge.target, edge=edge)
        return graph

    def shape(self) -> dict[str, int]:
        """Return the number of proteins, edges, separate parts and feedback loops."""
        import networkx as nx

        loops = [part for part in nx.strongly_connected_components(self.graph) if len(part) > 1]
        return {
            "proteins": self.graph.number_of_nodes(),
            "edges": self.graph.number_of_edges(),
            "separate parts": nx.number_weakly_connected_components(self.graph),
            "feedback loops": len(loops),
        }

    def problems(self) -> list[str]:
        """Return edges that contradict each other or lead back to their own source."""
        import networkx as nx

        told = [f"edges: {source} leads to itself" for source, _ in nx.selfloop_edges(self.graph)]
        for source, target in sorted(set(self.graph.edges())):
            between = [data["edge"] for data in self.graph.get_edge_data(source, target).values()]
            signs = {edge.sign for edge in between if edge.kind != "synthetic_lethal"}
            if len(signs) > 1:
                told.append(f"edges: {source} both activates and inhibits {target}")
        return told

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
            self._found[key] = self._walk(gene, activity, steps)
        return self._found[key]

    def _walk(self, gene: str, activity: int, steps: int) -> tuple[Reached, ...]:
        seen = {(gene, activity)}
        frontier = [Reached(gene, activity, ())]
        reached: list[Reached] = []
        for _ in range(steps):
            following: list[Reached] = []
            for place in frontier:
                for edge in self._steps.get(place.gene, ()):
                    step = self._step(place, edge)
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
