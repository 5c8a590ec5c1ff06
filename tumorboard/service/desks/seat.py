"""The desk itself, put together from what can be done at it."""

from tumorboard.service.desks.administration import Administration
from tumorboard.service.desks.board import Board
from tumorboard.service.desks.cases import Cases
from tumorboard.service.desks.findings import Findings
from tumorboard.service.desks.imports import Imports
from tumorboard.service.desks.research import Research
from tumorboard.service.desks.treatment import Treatment


class Desk(Cases, Imports, Findings, Board, Treatment, Research, Administration):
    """Everything that a signed-in person can ask of the records."""
