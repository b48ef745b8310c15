"""Works that the coefficients and intervals are from, as BibTeX entries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from oe_quality._version import __version__


@dataclass(frozen=True, slots=True)
class Source:
    """One work.

    Attributes:
        short: how the catalogue names it, such as "Shrout & Fleiss 1979".
        kind: of BibTeX entry.
        fields: (name, value) as BibTeX has them, in LaTeX.
    """

    short: str
    kind: str
    fields: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        """The citation key: `shroutfleiss1979`."""
        return re.sub(r"[^a-z0-9]", "", self.short.casefold())

    def bibtex(self) -> str:
        """The entry.

        >>> print(SOURCES["Scott 1955"].bibtex().splitlines()[0])
        @article{scott1955,
        """
        lines = (f"  {name} = {{{value}}}," for name, value in self.fields)
        return "\n".join([f"@{self.kind}{{{self.key},", *lines, "}"]) + "\n"


def _article(short: str, author: str, title: str, journal: str, volume: str, pages: str, doi: str) -> Source:
    names = (("author", author), ("title", title), ("journal", journal), ("year", short[-4:]))
    number, _, issue = volume.partition("/")
    return Source(short, "article", (*names, ("volume", number), ("number", issue), ("pages", pages), ("doi", doi)))


_BULLETIN, _EPM = "Psychological Bulletin", "Educational and Psychological Measurement"

_WORKS = (
    _article("Scott 1955", "Scott, William A.",
             "Reliability of Content Analysis: The Case of Nominal Scale Coding",
             "Public Opinion Quarterly", "19/3", "321--325", "10.1086/266577"),
    _article("Cohen 1960", "Cohen, Jacob", "A Coefficient of Agreement for Nominal Scales", _EPM, "20/1", "37--46",
             "10.1177/001316446002000104"),
    _article("Cohen 1968", "Cohen, Jacob",
             "Weighted Kappa: Nominal Scale Agreement Provision for Scaled Disagreement or Partial Credit",
             _BULLETIN, "70/4", "213--220", "10.1037/h0026256"),
    _article("Fleiss 1971", "Fleiss, Joseph L.", "Measuring Nominal Scale Agreement Among Many Raters",
             _BULLETIN, "76/5", "378--382", "10.1037/h0031619"),
    _article("Light 1971", "Light, Richard J.",
             "Measures of Response Agreement for Qualitative Data: Some Generalizations and Alternatives",
             _BULLETIN, "76/5", "365--377", "10.1037/h0031643"),
    _article("Conger 1980", "Conger, Anthony J.",
             "Integration and Generalization of Kappas for Multiple Raters", _BULLETIN, "88/2", "322--328",
             "10.1037/0033-2909.88.2.322"),
    _article("Brennan & Prediger 1981", "Brennan, Robert L. and Prediger, Dale J.",
             "Coefficient Kappa: Some Uses, Misuses, and Alternatives", _EPM, "41/3", "687--699",
             "10.1177/001316448104100307"),
    _article("Gwet 2008", "Gwet, Kilem Li",
             "Computing Inter-Rater Reliability and Its Variance in the Presence of High Agreement",
             "British Journal of Mathematical and Statistical Psychology", "61/1", "29--48",
             "10.1348/000711006X126600"),
    _article("Shrout & Fleiss 1979", "Shrout, Patrick E. and Fleiss, Joseph L.",
             "Intraclass Correlations: Uses in Assessing Rater Reliability", _BULLETIN, "86/2", "420--428",
             "10.1037/0033-2909.86.2.420"),
    _article("McGraw & Wong 1996", "McGraw, Kenneth O. and Wong, S. P.",
             "Forming Inferences About Some Intraclass Correlation Coefficients",
             "Psychological Methods", "1/1", "30--46", "10.1037/1082-989X.1.1.30"),
    _article("Lin 1989", "Lin, Lawrence I-Kuei",
             "A Concordance Correlation Coefficient to Evaluate Reproducibility", "Biometrics", "45/1", "255--268",
             "10.2307/2532051"),
    _article("Lin 2000", "Lin, Lawrence I-Kuei", "A Note on the Concordance Correlation Coefficient",
             "Biometrics", "56/1", "324--325", "10.1111/j.0006-341X.2000.00324.x"),
    _article("Kendall & Babington Smith 1939", "Kendall, M. G. and Babington Smith, B.",
             "The Problem of $m$ Rankings", "The Annals of Mathematical Statistics", "10/3", "275--287",
             "10.1214/aoms/1177732186"),
    _article("Fleiss, Cohen & Everitt 1969", "Fleiss, Joseph L. and Cohen, Jacob and Everitt, B. S.",
             "Large Sample Standard Errors of Kappa and Weighted Kappa", _BULLETIN, "72/5", "323--327",
             "10.1037/h0028106"),
    _article("Owen 2007", "Owen, Art B.", "The Pigeonhole Bootstrap",
             "The Annals of Applied Statistics", "1/2", "386--411", "10.1214/07-AOAS122"),
    _article("Cameron, Gelbach & Miller 2011", "Cameron, A. Colin and Gelbach, Jonah B. and Miller, Douglas L.",
             "Robust Inference With Multiway Clustering", r"Journal of Business \& Economic Statistics",
             "29/2", "238--249", "10.1198/jbes.2010.07136"),
    _article("Efron 1979", "Efron, Bradley", "Bootstrap Methods: Another Look at the Jackknife",
             "The Annals of Statistics", "7/1", "1--26", "10.1214/aos/1176344552"),
    _article("Andrich 1978", "Andrich, David", "A Rating Formulation for Ordered Response Categories",
             "Psychometrika", "43/4", "561--573", "10.1007/BF02293814"),
    _article("Walter, Eliasziw & Donner 1998", "Walter, S. D. and Eliasziw, M. and Donner, A.",
             "Sample Size and Optimal Designs for Reliability Studies", "Statistics in Medicine", "17/1", "101--110",
             "10.1002/(SICI)1097-0258(19980115)17:1<101::AID-SIM727>3.0.CO;2-E"),
    _article("Bland & Altman 2007", "Bland, J. Martin and Altman, Douglas G.",
             "Agreement Between Methods of Measurement With Multiple Observations Per Individual",
             "Journal of Biopharmaceutical Statistics", "17/4", "571--582", "10.1080/10543400701329422"),
    _article("Hotelling 1931", "Hotelling, Harold", "The Generalization of {Student's} Ratio",
             "The Annals of Mathematical Statistics", "2/3", "360--378", "10.1214/aoms/1177732979"),
    _article("Bland & Altman 1999", "Bland, J. Martin and Altman, Douglas G.",
             "Measuring Agreement in Method Comparison Studies", "Statistical Methods in Medical Research", "8/2",
             "135--160", "10.1191/096228099673819272"),
    _article("Bock & Aitkin 1981", "Bock, R. Darrell and Aitkin, Murray",
             "Marginal Maximum Likelihood Estimation of Item Parameters: Application of an {EM} Algorithm",
             "Psychometrika", "46/4", "443--459", "10.1007/BF02293801"),
    _article("Benjamini & Hochberg 1995", "Benjamini, Yoav and Hochberg, Yosef",
             "Controlling the False Discovery Rate: A Practical and Powerful Approach to Multiple Testing",
             "Journal of the Royal Statistical Society: Series B", "57/1", "289--300",
             "10.1111/j.2517-6161.1995.tb02031.x"),
    _article("Benjamini & Yekutieli 2001", "Benjamini, Yoav and Yekutieli, Daniel",
             "The Control of the False Discovery Rate in Multiple Testing Under Dependency",
             "The Annals of Statistics", "29/4", "1165--1188", "10.1214/aos/1013699998"),
    _article("Donner & Eliasziw 1992", "Donner, Allan and Eliasziw, Michael",
             "A Goodness-of-Fit Approach to Inference Procedures for the Kappa Statistic: Confidence Interval "
             "Construction, Significance-Testing and Sample Size Estimation", "Statistics in Medicine", "11/11",
             "1511--1519", "10.1002/sim.4780111109"),
    _article("Donner, Eliasziw & Klar 1996", "Donner, Allan and Eliasziw, Michael and Klar, Neil",
             "Testing the Homogeneity of Kappa Statistics", "Biometrics", "52/1", "176--183", "10.2307/2533154"),
    _article("Lin 1991", "Lin, Jianhua", "Divergence Measures Based on the {Shannon} Entropy",
             "IEEE Transactions on Information Theory", "37/1", "145--151", "10.1109/18.61115"),
    _article("Simpson 1949", "Simpson, E. H.", "Measurement of Diversity", "Nature", "163/4148", "688--688",
             "10.1038/163688a0"),
    Source("Wong, Paritosh & Aroyo 2021", "inproceedings", (
        ("author", "Wong, Ka and Paritosh, Praveen and Aroyo, Lora"),
        ("title", "Cross-replication Reliability: An Empirical Approach to Interpreting Inter-rater Reliability"),
        ("booktitle", "Proceedings of the 59th Annual Meeting of the Association for Computational Linguistics and the "
         "11th International Joint Conference on Natural Language Processing (Volume 1: Long Papers)"),
        ("pages", "7053--7065"), ("year", "2021"), ("doi", "10.18653/v1/2021.acl-long.548"))),
    Source("Fleiss, Levin & Paik 2003", "book", (
        ("author", "Fleiss, Joseph L. and Levin, Bruce and Paik, Myunghee Cho"),
        ("title", "Statistical Methods for Rates and Proportions"), ("edition", "3"), ("publisher", "Wiley"),
        ("year", "2003"), ("doi", "10.1002/0471445428"))),
    Source("Linacre 1989", "book", (
        ("author", "Linacre, John Michael"), ("title", "Many-Facet {Rasch} Measurement"),
        ("publisher", "MESA Press"), ("address", "Chicago"), ("year", "1989"))),
    Source("Krippendorff 2011", "techreport", (
        ("author", "Krippendorff, Klaus"), ("title", "Computing {Krippendorff's} Alpha-Reliability"),
        ("institution", "Annenberg School for Communication, University of Pennsylvania"), ("year", "2011"))),
    Source("Minka 2000", "techreport", (
        ("author", "Minka, Thomas P."), ("title", "Estimating a {Dirichlet} Distribution"),
        ("institution", "Massachusetts Institute of Technology"), ("year", "2000"))),
    Source("Krippendorff 2019", "book", (
        ("author", "Krippendorff, Klaus"), ("title", "Content Analysis: An Introduction to Its Methodology"),
        ("edition", "4"), ("publisher", "SAGE"), ("year", "2019"))),
    Source("Gwet 2014", "book", (
        ("author", "Gwet, Kilem L."), ("title", "Handbook of Inter-Rater Reliability"),
        ("edition", "4"), ("publisher", "Advanced Analytics"), ("year", "2014"))),
    Source("Passonneau 2006", "inproceedings", (
        ("author", "Passonneau, Rebecca J."),
        ("title", "Measuring Agreement on Set-valued Items ({MASI}) for Semantic and Pragmatic Annotation"),
        ("booktitle", "Proceedings of the Fifth International Conference on Language Resources and Evaluation"),
        ("pages", "831--836"), ("year", "2006"))),
    Source(f"oe-quality {__version__}", "misc", (
        ("author", "{The maintainers of oe-quality}"),
        ("title", "oe-quality: Audit, Aggregate and Release Crowd Annotations"),
        ("note", f"Version {__version__}"))),
)  # fmt: skip

SOURCES = {work.short: work for work in _WORKS}
"""How the catalogue names a work -> the work."""
SOFTWARE = _WORKS[-1]

_WORK = re.compile(r"(?P<who>[^0-9;]*?)[ ,]*(?P<years>[0-9]{4}(?:, [0-9]{4})*)")


def named(text: str) -> tuple[Source, ...]:
    """The works that a text such as "Krippendorff 2011; Lin 1989, 2000" names; unknown ones are left out.

    >>> [work.key for work in named("Krippendorff 2011; Lin 1989, 2000; Nobody 1900")]
    ['krippendorff2011', 'lin1989', 'lin2000']
    """
    shorts = (
        f"{found['who'].strip()} {year}"
        for part in text.split(";")
        if (found := _WORK.match(part.strip()))
        for year in found["years"].split(", ")
    )
    return tuple(SOURCES[short] for short in shorts if short in SOURCES)


def bibliography(works: Iterable[Source]) -> str:
    """Entries of each work once, ascending by key."""
    return "\n".join(work.bibtex() for work in sorted(set(works), key=lambda work: work.key))
