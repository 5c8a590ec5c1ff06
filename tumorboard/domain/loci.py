"""Receptor loci: partners of fusions that no list of genes carries."""

RECEPTOR_LOCI = frozenset({"IGH", "IGK", "IGL", "TRA", "TRB", "TRD", "TRG"})
