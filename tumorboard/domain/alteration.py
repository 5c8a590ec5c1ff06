"""What a molecular report says of a tumour: alterations, signatures and protein markers."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tumorboard.domain.record import Record

GeneText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class AlterationKind(StrEnum):
    """The kinds of alteration that a report lists."""

    SMALL_VARIANT = "small_variant"
    AMPLIFICATION = "amplification"
    GAIN = "gain"
    DELETION = "deletion"
    LOSS = "loss"
    FUSION = "fusion"
    REARRANGEMENT = "rearrangement"
    EXPRESSION = "expression"
    WILD_TYPE = "wild_type"


class Consequence(StrEnum):
    """What a small variant does to the protein (Sequence Ontology terms, shortened)."""

    MISSENSE = "missense"
    NONSENSE = "nonsense"
    FRAMESHIFT = "frameshift"
    INFRAME_DELETION = "inframe_deletion"
    INFRAME_INSERTION = "inframe_insertion"
    INFRAME_INDEL = "inframe_indel"
    SPLICE = "splice"
    START_LOST = "start_lost"
    STOP_LOST = "stop_lost"
    PROMOTER = "promoter"
    SYNONYMOUS = "synonymous"
    INTRONIC = "intronic"
    OTHER = "other"


class Pathogenicity(StrEnum):
    """The five classes of a report (ACMG for germline, ClinGen/CGC/VICC for somatic findings)."""

    PATHOGENIC = "pathogenic"
    LIKELY_PATHOGENIC = "likely_pathogenic"
    UNCERTAIN = "uncertain"
    LIKELY_BENIGN = "likely_benign"
    BENIGN = "benign"


class Alteration(Record):
    """One line of a molecular report.

    Parameters
    ----------
    gene : str
        Gene symbol as the report writes it; aliases are resolved on reading.
    kind : AlterationKind
        ``deletion`` is a homozygous (deep) deletion; ``gain`` and ``loss`` are low-level copy-number changes.
    protein_change : str, optional
        HGVS protein change in one- or three-letter code, with or without ``p.``.
    consequence : Consequence, optional
        Needed only where the protein change does not say it (``promoter``, ``splice``).
    pathogenicity : Pathogenicity, optional
        The report's own class. Missing: the knowledge base classifies, and the result says so.
    origin : {"somatic", "germline", "unknown"}
        Where the variant comes from. A report of the tumour alone does not say it: ``unknown``.
    vaf : float, optional
        Variant allele fraction, 0-1.
    copies : float, optional
        Total copy number, 0 or more.
    partner : str, optional
        The other gene of a fusion.
    exon : int, optional
        Exon number in the MANE Select transcript.
    specimen : str, optional
        ``tissue`` or ``ctDNA``: findings of both are united.
    include : bool, optional
        The board's own word: count it, or leave it out, whatever the classification says.
    include_reason : str, optional
        Why the board overruled.
    """

    gene: GeneText
    kind: AlterationKind
    protein_change: str | None = Field(None, max_length=200)
    cdna_change: str | None = Field(None, max_length=200)
    transcript: str | None = Field(None, max_length=60)
    consequence: Consequence | None = None
    pathogenicity: Pathogenicity | None = None
    origin: Literal["somatic", "germline", "unknown"] = "unknown"
    vaf: float | None = Field(None, ge=0, le=1)
    copies: float | None = Field(None, ge=0, le=10000)
    partner: str | None = Field(None, max_length=60)
    exon: int | None = Field(None, ge=1, le=500)
    direction: Literal["over", "under"] | None = None
    specimen: str | None = Field(None, max_length=60)
    description: str | None = Field(None, max_length=500)
    include: bool | None = None
    include_reason: str | None = Field(None, max_length=500)


class TumorMutationalBurden(Record):
    """Mutations per megabase, or the laboratory's own level where no value is given.

    Parameters
    ----------
    value : float, optional
        Mutations per megabase, 0-2000.
    level : {"high", "intermediate", "low"}, optional
        The laboratory's word (Foundation Medicine 2015-2018: high >= 20, intermediate 6-19).
    """

    value: float | None = Field(None, ge=0, le=2000)
    unit: Literal["mut/Mb"] = "mut/Mb"
    level: Literal["high", "intermediate", "low"] | None = None


class Signatures(Record):
    """Genome-wide findings: mutational burden, microsatellite status, homologous recombination deficiency."""

    tmb: TumorMutationalBurden | None = None
    msi: Literal["MSI-H", "MSI-L", "MSS", "dMMR", "pMMR", "unknown"] | None = None
    hrd: Literal["positive", "negative", "unknown"] | None = None


class ProteinMarker(Record):
    """A protein measured in the tumour, usually by immunohistochemistry.

    Parameters
    ----------
    marker : str
        ``PD-L1``, ``ER``, ``PR``, ``AR``, ``HER2``, ...
    result : str
        ``not_tested`` is not ``negative``.
    tps, cps, ic, percent : float, optional
        Tumour proportion score, combined positive score, immune cells, stained cells; 0-100.
    score : str, optional
        IHC score as written (``3+``).
    """

    marker: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    result: Literal["positive", "negative", "low", "ultralow", "equivocal", "not_tested", "unknown"]
    tps: float | None = Field(None, ge=0, le=100)
    cps: float | None = Field(None, ge=0, le=100)
    ic: float | None = Field(None, ge=0, le=100)
    percent: float | None = Field(None, ge=0, le=100)
    score: str | None = Field(None, max_length=20)
