"""Creatinine clearance after Cockcroft and Gault (1976, Nephron 16:31), which labels mean where they name a clearance.

``(140 - age) x weight / (72 x creatinine)`` in mL/min, with years, kg and mg/dL, times 0.85 for women. It is taken with
the actual weight and for adults; it misleads where the creatinine is not steady and where the weight is far from usual.
"""

from tumorboard.domain.case import Patient
from tumorboard.safety.lab_values import LabValue

SOURCE = "GL:Cockcroft-Gault-1976"
ADULT = 18
_OF_WOMEN = 0.85
# Beyond this the formula is outside the people it was made from; no rule of a label asks for more.
_MOST = 300.0


def cockcroft_gault(age: int, weight_kg: float, creatinine: float, female: bool) -> float:
    """Return the creatinine clearance in mL/min; 0 from the age of 140.

    Parameters
    ----------
    age : int
        Years.
    weight_kg : float
        Actual body weight.
    creatinine : float
        Serum creatinine in mg/dL, greater than 0.
    female : bool
        Women make less creatinine.
    """
    return max(140 - age, 0) * weight_kg / (72 * creatinine) * (_OF_WOMEN if female else 1.0)


def estimated(patient: Patient, creatinine: LabValue | None) -> float | None:
    """Return a patient's estimated clearance; None where age, sex, weight or creatinine (in mg/dL) is missing."""
    if creatinine is None or creatinine.unit != "mg/dL" or creatinine.value <= 0:
        return None
    if patient.age is None or patient.age < ADULT or patient.weight_kg is None:
        return None
    if patient.sex not in ("female", "male"):
        return None
    found = cockcroft_gault(patient.age, patient.weight_kg, creatinine.value, patient.sex == "female")
    return round(min(found, _MOST), 1)
