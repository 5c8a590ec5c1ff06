"""What wordings mean, and the phrases that reports and databases use for each meaning (lower case, singular)."""

from enum import StrEnum


class Category(StrEnum):
    """What a wording means; a criterion asks for it, or a report says it."""

    __hash__ = str.__hash__  # as equality is; the default is written in Python, and matching looks up by it

    MUTATION = "mutation"
    ONCOGENIC = "oncogenic mutation"
    TRUNCATING = "truncating mutation"
    FRAMESHIFT = "frameshift"
    NONSENSE = "nonsense mutation"
    MISSENSE = "missense mutation"
    SPLICE = "splice site mutation"
    INFRAME_INSERTION = "in-frame insertion"
    INFRAME_DELETION = "in-frame deletion"
    INFRAME_INDEL = "in-frame indel"
    GAIN_OF_FUNCTION = "gain-of-function mutation"
    LOSS_OF_FUNCTION = "loss-of-function mutation"
    SWITCH_OF_FUNCTION = "switch-of-function mutation"
    AMPLIFICATION = "amplification"
    GAIN = "copy-number gain"
    DELETION = "deletion"
    LOSS = "loss"
    COPY_LOSS = "single-copy loss"
    COPY_NUMBER = "copy-number change"
    NOT_AMPLIFIED = "no amplification"
    FUSION = "fusion"
    REARRANGEMENT = "rearrangement"
    PARTIAL_DELETION = "partial deletion"
    ACTIVATION = "activation"
    ALTERATION = "alteration"
    OVEREXPRESSION = "overexpression"
    UNDEREXPRESSION = "underexpression"
    EXPRESSION = "expression"
    WILD_TYPE = "wild type"
    PROMOTER = "promoter mutation"
    METHYLATION = "promoter methylation"
    DEMETHYLATION = "promoter demethylation"
    ITD = "internal tandem duplication"
    PTD = "partial tandem duplication"
    KDD = "kinase domain duplication"
    EGFR_VARIANT = "EGFRvIII"
    DOMAIN = "domain mutation"
    KINASE_DOMAIN = "kinase domain mutation"
    EXON = "exon"
    INTRONIC = "intronic mutation"
    UNTRANSLATED = "untranslated region mutation"
    SYNONYMOUS = "synonymous mutation"
    START_LOST = "start loss"
    STOP_LOST = "stop loss"
    PHOSPHORYLATION = "phosphorylation"
    ISOFORM = "transcript variant"
    LOCALISATION = "protein localisation"
    POLYMORPHISM = "polymorphism"


class Shape(StrEnum):
    """Which small variants of an exon or of a residue range are meant."""

    __hash__ = str.__hash__

    ANY = "any"
    MISSENSE = "missense"
    INSERTION = "insertion"
    DELETION = "deletion"
    INDEL = "indel"
    DUPLICATION = "duplication"
    FRAMESHIFT = "frameshift"
    TRUNCATING = "truncating"
    NOT_TRUNCATING = "not truncating"
    SPLICE = "splice"
    SKIPPING = "skipping"


SHAPES = {
    "": Shape.ANY, "mutation": Shape.ANY, "variant": Shape.ANY, "alteration": Shape.ANY, "mutant": Shape.ANY,
    "mutated": Shape.ANY, "mut": Shape.ANY, "any": Shape.ANY, "activating mutation": Shape.ANY,
    "substitution": Shape.MISSENSE, "missense": Shape.MISSENSE, "missense mutation": Shape.MISSENSE,
    "point mutation": Shape.MISSENSE, "mis": Shape.MISSENSE, "substitution mutation": Shape.MISSENSE,
    "insertion": Shape.INSERTION, "ins": Shape.INSERTION, "insertion mutation": Shape.INSERTION,
    "in frame insertion": Shape.INSERTION, "inframe insertion": Shape.INSERTION,
    "insertion duplication": Shape.INSERTION,
    "deletion": Shape.DELETION, "del": Shape.DELETION, "deletion mutation": Shape.DELETION,
    "in frame deletion": Shape.DELETION, "inframe deletion": Shape.DELETION, "delin": Shape.DELETION,
    "delins": Shape.DELETION, "deletion insertion": Shape.DELETION,
    "indel": Shape.INDEL, "insertion deletion": Shape.INDEL, "in frame indel": Shape.INDEL,
    "inframe indel": Shape.INDEL, "insdel": Shape.INDEL, "ins del": Shape.INDEL, "del ins": Shape.DELETION,
    "duplication": Shape.DUPLICATION, "dup": Shape.DUPLICATION,
    "frameshift": Shape.FRAMESHIFT, "frameshift mutation": Shape.FRAMESHIFT, "frame shift": Shape.FRAMESHIFT,
    "truncating": Shape.TRUNCATING, "truncation": Shape.TRUNCATING, "truncating mutation": Shape.TRUNCATING,
    "trunc": Shape.TRUNCATING,
    "splice": Shape.SPLICE, "splice mutation": Shape.SPLICE, "splice site mutation": Shape.SPLICE,
    "splice site": Shape.SPLICE, "splice variant": Shape.SKIPPING, "splicing": Shape.SPLICE,
    "skipping": Shape.SKIPPING, "skip": Shape.SKIPPING, "skipping mutation": Shape.SKIPPING,
    "skipping alteration": Shape.SKIPPING, "skipped": Shape.SKIPPING, "skipping event": Shape.SKIPPING,
    "splice alteration": Shape.SPLICE, "splicing mutation": Shape.SPLICE,
}  # fmt: skip

PHRASES: dict[Category, str] = {
    Category.MUTATION: (
        "mutation|mutated|mut|mutant|variant|any mutation|point mutation|snv|single nucleotide variant|rare mutation|"
        "mutation positive|small variant|substitution|any variant|coding mutation"
    ),
    Category.ONCOGENIC: (
        "oncogenic mutation|oncogenic|pathogenic mutation|pathogenic variant|pathogenic|likely pathogenic variant|"
        "oncogenic variant|driver mutation|hotspot mutation|hotspot|likely oncogenic mutation|"
        "pathogenic or likely pathogenic variant|sensitizing mutation|sensitising mutation"
    ),
    Category.TRUNCATING: (
        "truncating mutation|truncation|truncating|truncating variant|frameshift truncation|truncated|"
        "protein truncating variant|null variant|null|null mutation|c terminal truncation|truncation mutation"
    ),
    Category.FRAMESHIFT: "frameshift|frame shift|frameshift mutation|frameshift variant|n terminal frame shift|"
    "frameshift indel|frame shift mutation|frame shift del|frame shift ins",
    Category.NONSENSE: "nonsense|nonsense mutation|stop gained|stop gain|stopgain|premature stop|nonsense variant",
    Category.MISSENSE: "missense|missense mutation|missense variant",
    Category.SPLICE: (
        "splice|splice site|splice site mutation|splice mutation|splicing alteration|splice site variant|splice region|"
        "splice variant|splice site alteration|splice donor|splice acceptor|splice donor variant|splicesplice site|"
        "splice acceptor variant|alternative splicing"
    ),
    Category.INFRAME_INSERTION: "in frame insertion|inframe insertion|in frame ins|insertion",
    Category.INFRAME_DELETION: "in frame deletion|inframe deletion|in frame del",
    Category.INFRAME_INDEL: "in frame indel|inframe indel|indel|delins",
    Category.GAIN_OF_FUNCTION: (
        "gain of function|gain of function mutation|activating mutation|activating|gof|gof mutation|"
        "gain of function variant|activating variant|activating point mutation"
    ),
    Category.LOSS_OF_FUNCTION: (
        "loss of function|loss of function mutation|inactivating mutation|inactivation|lof|lof mutation|"
        "deleterious mutation|inactivating|inactivating alteration|biallelic inactivation|deficient|deficiency|"
        "loss of function variant|bi allelic inactivation|deleterious|inactivated|loss of function alteration|"
        "oncogenic mutation loss of function alteration|inactivating variant|biallelic loss of function"
    ),
    Category.SWITCH_OF_FUNCTION: "switch of function|switch of function mutation|neomorphic mutation",
    Category.AMPLIFICATION: (
        "amplification|amplified|amp|high level amplification|focal amplification|gene amplification|"
        "copy number amplification|high amplification|hlamp|high level amp|amplification equivocal|cn amp|cnv amp|"
        "high copy number|high copy number gain|high level gain|high level copy number gain|copy number amp|ampl"
    ),
    Category.GAIN: (
        "gain|copy number gain|cn gain|increased copy number|low level gain|polysomy|copy gain|low level amplification|"
        "duplicated|trisomy|copy number increase|low level copy number gain|gained|cnv gain|single copy gain"
    ),
    Category.DELETION: (
        "deletion|deleted|homozygous deletion|deep deletion|homdel|homozygous loss|biallelic deletion|"
        "homozygously deleted|bi allelic deletion|complete deletion|gene deletion|copy number deletion|del|hom del|"
        "whole gene deletion|two copy deletion|two copy loss|biallelic loss|homodel|deep del|homozygous del|cn 0|"
        "loss of both copies|null deletion|focal deletion|homozygous copy loss"
    ),
    Category.LOSS: "loss|lost|gene loss",
    Category.COPY_LOSS: (
        "copy number loss|cn loss|heterozygous deletion|heterozygous loss|shallow deletion|hemizygous deletion|hetloss|"
        "single copy loss|loh|loss of heterozygosity|copy neutral loss of heterozygosity|hemizygous loss|het loss|"
        "monoallelic deletion|one copy loss|single copy deletion|single allele deletion|cnloh|cn loh|monosomy|"
        "copy neutral loh|hetdel|het del|copy loss|cnv loss|low level loss"
    ),
    Category.COPY_NUMBER: "copy number variation|copy number alteration|copy number change|cnv|cna",
    Category.NOT_AMPLIFIED: "non amplification|no amplification|non amplified|not amplified|copy number neutral",
    Category.FUSION: (
        "fusion|gene fusion|fusion positive|fused|fusion gene|fusion or rearrangement|chimeric transcript|"
        "fusion transcript|in frame fusion"
    ),
    Category.REARRANGEMENT: (
        "rearrangement|translocation|rearranged|structural variant|structural rearrangement|rearrangement positive|"
        "inversion|sv|structural variation|truncating rearrangement|gene rearrangement|genomic rearrangement|"
        "rearragement|break apart|translocated|large rearrangement|rearrangement intron|breakpoint|bnd"
    ),
    Category.PARTIAL_DELETION: "partial deletion|intragenic deletion|exon deletion|large deletion|internal deletion",
    Category.ACTIVATION: "activation|activating alteration|activated",
    Category.ALTERATION: (
        "alteration|altered|any alteration|pathogenic alteration|oncogenic alteration|aberration|deleterious alteration"
    ),
    Category.OVEREXPRESSION: (
        "overexpression|over expression|high expression|overexpressed|increased expression|upregulation|over|"
        "upregulated|expression high|elevated expression|protein overexpression|strong expression|high|"
        "mrna overexpression|ihc 3+|up regulation|outlier expression|highly expressed"
    ),
    Category.UNDEREXPRESSION: (
        "underexpression|under expression|low expression|underexpressed|decreased expression|downregulation|under|"
        "loss of expression|expression low|reduced expression|depletion|knockdown|absent expression|ihc loss|"
        "loss of protein expression|protein loss|loss by ihc|loss of nuclear protein expression|no expression|"
        "loss of nuclear expression|downregulated|expression loss|negative expression|loss of protein|"
        "decreased peri therapeutic expression|lack of expression|silenced|silencing|epigenetic silencing"
    ),
    Category.EXPRESSION: (
        "expression|protein expression|serum level|expressed|mrna expression|nuclear expression|cytoplasmic expression|"
        "gene expression|positive expression|autocrine activation|positive|isoform expression"
    ),
    Category.WILD_TYPE: (
        "wild type|wildtype|wt|no mutation|unmutated|not mutated|no alteration|no variant|mutation negative|"
        "no mutation detected|non mutated|negative for mutation|no pathogenic variant|unaltered|norm|wild"
    ),
    Category.PROMOTER: "promoter|promoter mutation|promoter variant|promoter region mutation|promoter alteration",
    Category.METHYLATION: (
        "promoter methylation|promoter hypermethylation|methylation|hypermethylation|methylated|promoter methylated|"
        "hypermethylated"
    ),
    Category.DEMETHYLATION: (
        "promoter demethylation|demethylation|hypomethylation|promoter hypomethylation|unmethylated"
    ),
    Category.ITD: (
        "itd|internal tandem duplication|internal duplication|itd mutation|tandem duplication|itd positive|td"
    ),
    Category.PTD: "ptd|partial tandem duplication",
    Category.KDD: "kdd|kinase domain duplication",
    Category.KINASE_DOMAIN: (
        "kinase domain mutation|tkd mutation|tkd|tyrosine kinase domain mutation|kinase domain|"
        "tyrosine kinase domain|kinase domain missense mutation|kd mutation"
    ),
    Category.INTRONIC: (
        "intronic|intronic mutation|intron variant|intron|deep intronic|non coding mutation|intronic variant|"
        "intronic deletion|intron mutation"
    ),
    Category.UNTRANSLATED: (
        "3' utr mutation|3'utr alteration|3' utr alteration|3' utr polymorphism|5' utr mutation|3 prime utr mutation|"
        "utr|5' tandem repeat|3' utr|5' utr|3'utr|5'utr"
    ),
    Category.SYNONYMOUS: "synonymous|silent|synonymous mutation|silent mutation|synonymous variant",
    Category.START_LOST: "start lost|start loss|initiator codon|start codon mutation|translation start site",
    Category.STOP_LOST: "stop lost|stop loss|nonstop|nonstop mutation|stoploss",
    Category.PHOSPHORYLATION: "phosphorylation",
    Category.ISOFORM: "alternative transcript|transcript variant|isoform|alternative transcript ati|"
    "ar alternative transcript",
    Category.LOCALISATION: "cytoplasmic mislocalization|nuclear translocation|mislocalization|loss of modification",
    Category.POLYMORPHISM: "snp|polymorphism|deletion polymorphism",
}  # fmt: skip
BY_PHRASE = {phrase: category for category, phrases in PHRASES.items() for phrase in phrases.split("|")}
