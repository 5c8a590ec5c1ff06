"""From a tumour's molecular report to ranked, explained regimens of 2-5 drugs. Research use only."""

__version__ = "0.1.0"
